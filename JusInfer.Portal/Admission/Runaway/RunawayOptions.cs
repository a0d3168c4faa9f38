namespace JusInfer.Portal.Admission.Runaway;

/// <summary>When runaway protection pauses a run or a key.</summary>
internal sealed record RunawayOptions
{
    /// <summary>Whether runs and keys are paused. If not, earlier pauses do not apply either.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The identical requests in a row that pause a run, if they offer tools.</summary>
    public int MaxRepeatsWithTools { get; init; } = 30;

    /// <summary>The identical requests in a row that pause a run that the client names in a header.</summary>
    public int MaxRepeatsOfNamedRun { get; init; } = 60;

    /// <summary>The identical tool calls with identical results in a row that pause a run.</summary>
    public int MaxToolRepeats { get; init; } = 20;

    /// <summary>A key is paused if it spends more in 10 minutes than this many times what it spent in its most expensive hour of the last 7 days.</summary>
    public int SpendFactor { get; init; } = 20;

    /// <summary>A key that spends less in 10 minutes is not paused.</summary>
    public NanoUsd MinSpend { get; init; } = NanoUsd.FromUsd(10);
}
