namespace JusInfer.Portal.Routing.Steps;

/// <summary>What an agent does in a step.</summary>
internal enum StepAction : byte
{
    /// <summary>There is no such step.</summary>
    None,

    /// <summary>Reads files, lists folders, searches.</summary>
    Look,

    /// <summary>Runs tests or a program.</summary>
    Run,

    /// <summary>Changes an existing file.</summary>
    Edit,

    /// <summary>Writes a new file.</summary>
    Write,

    /// <summary>Answers without a tool.</summary>
    Reply,

    /// <summary>Anything else.</summary>
    Other,
}
