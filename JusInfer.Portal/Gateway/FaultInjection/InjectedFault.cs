namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>A failure that a caller wants to see happen to its own call.</summary>
internal abstract record InjectedFault
{
    /// <summary>How often it strikes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Attempts are answered with an error status; the provider is not asked.</summary>
    internal sealed record Refusal(int Status) : InjectedFault;

    /// <summary>A provider's answer fails at its <paramref name="At"/>th byte. One that is shorter is not struck.</summary>
    internal sealed record Fault(FaultKind Kind, int At) : InjectedFault;

    /// <summary>A provider's answer is held back for a time before its first byte.</summary>
    internal sealed record SlowStart(TimeSpan Wait) : InjectedFault;
}

/// <summary>How an answer fails midway.</summary>
internal enum FaultKind
{
    /// <summary>The connection breaks.</summary>
    Cut,

    /// <summary>Nothing more comes, and the connection stays open.</summary>
    Stall,

    /// <summary>Garbage comes instead of JSON.</summary>
    Malformed,
}
