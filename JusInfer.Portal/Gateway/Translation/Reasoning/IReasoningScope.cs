namespace JusInfer.Portal.Gateway.Translation.Reasoning;

/// <summary>A call, as far as it tells its conversation from others of its team.</summary>
internal interface IReasoningScope
{
    /// <summary>The same for all calls of a conversation, and another one for every conversation that begins differently.</summary>
    string Conversation { get; }
}
