namespace JusInfer.Portal.Routing.Steps;

/// <summary>The moments of a session at which the model can change, the cheapest first.</summary>
internal enum ModelSwitchPoint
{
    /// <summary>No cache is warm: the first call, or one after a long pause.</summary>
    Cold,

    /// <summary>The client replaced the conversation, for example by a summary, so that the caches are lost anyway.</summary>
    Rewritten,

    /// <summary>A message of the user begins a new turn.</summary>
    UserTurn,

    /// <summary>The result of a tool continues a turn.</summary>
    ToolResult,
}
