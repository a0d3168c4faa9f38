using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.FaultInjection;

/// <summary>A failure that a request asks the gateway to inject into its own call.</summary>
internal abstract record InjectedFault
{
    /// <summary>How often the fault is injected.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The number of answers of providers that faults can break off: all but those of error statuses.</summary>
    public static int AnswersOf(ImmutableArray<InjectedFault> faults)
    {
        var answers = 0;
        foreach (var fault in faults) answers += fault is ErrorStatus ? 0 : fault.Times;
        return answers;
    }

    /// <summary>The attempt gets an error status, and the provider is not called.</summary>
    internal sealed record ErrorStatus(int Status) : InjectedFault;

    /// <summary>The provider's response fails at a byte offset. A shorter response is not affected.</summary>
    internal sealed record StreamFault(FaultKind Kind, int Offset) : InjectedFault;

    /// <summary>The connection to the provider is closed when a signal of this process asks for it.</summary>
    internal sealed record CutOnSignal(string Signal) : InjectedFault;

    /// <summary>The first byte of the provider's response is delayed.</summary>
    internal sealed record SlowStart(TimeSpan Delay) : InjectedFault;
}

/// <summary>How a response fails.</summary>
internal enum FaultKind
{
    /// <summary>The connection is closed.</summary>
    Cut,

    /// <summary>No more bytes arrive, and the connection stays open.</summary>
    Stall,

    /// <summary>An event that is not valid JSON arrives.</summary>
    Malformed,
}
