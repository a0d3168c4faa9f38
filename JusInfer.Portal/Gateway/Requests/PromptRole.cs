namespace JusInfer.Portal.Gateway.Requests;

/// <summary>Who wrote a message of a prompt.</summary>
internal enum PromptRole : byte
{
    /// <summary>Nothing that a model reads as a message.</summary>
    None,
    System,
    User,

    /// <summary>The model, with its tool calls.</summary>
    Turn,

    /// <summary>A tool.</summary>
    Result,
}
