namespace JusInfer.Portal.Admission.Runaway;

/// <summary>What runaway protection compares of a call of a run.</summary>
internal readonly record struct RunCall
{
    public required RequestId Id { get; init; }

    /// <summary>The hash of the received body.</summary>
    public required long BodyHash { get; init; }

    /// <summary>The identical requests in a row that pause the run; null if no number of them does.</summary>
    public int? MaxRepeats { get; init; }

    /// <summary>The size of the last message if it is the result of a tool; null for other messages.</summary>
    public int? ToolResultBytes { get; init; }
}
