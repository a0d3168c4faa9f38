namespace JusInfer.Portal.Routing.Sessions;

/// <summary>
/// A call that an agent makes beside the session's conversation. It neither changes the session's state nor needs the session's model.
/// </summary>
internal enum SideCallKind
{
    /// <summary>A call of the conversation itself.</summary>
    None,

    /// <summary>The client checks whether the endpoint answers.</summary>
    Probe,

    /// <summary>A title for the session.</summary>
    Title,

    /// <summary>Whether a command may be run without asking the user.</summary>
    SafetyCheck,

    /// <summary>A summary of a text.</summary>
    Summary,

    /// <summary>A summary that will replace the conversation.</summary>
    Compaction,
}
