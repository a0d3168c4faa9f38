namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>What is wrong with a tool call of a model, so that the client cannot run it.</summary>
internal enum ToolCallFault
{
    /// <summary>The request defines no such tool.</summary>
    UnknownTool,

    /// <summary>The arguments are not a JSON object.</summary>
    InvalidArguments,

    /// <summary>An argument is missing that the tool's schema requires.</summary>
    MissingArgument,
}
