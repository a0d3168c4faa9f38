namespace JusInfer.Portal.Routing.Steps;

/// <summary>When a step leaves the baseline.</summary>
internal sealed record DetourOptions
{
    public static DetourOptions Default { get; } = new();

    /// <summary>The expected share of a small model's answers that have to be repeated.</summary>
    public double Redo { get; init; } = 0.1;

    /// <summary>The expected saving below which a session does not switch, as a share of the cost of staying.</summary>
    public double MinSaving { get; init; } = 0.05;

    /// <summary>The same in billionths of a dollar.</summary>
    public double MinSavingNanoUsd { get; init; } = 250_000;

    /// <summary>
    /// The most calls that have been discarded in a session, and in all conversations of a run, that still goes on detours. Bounds what forged results of tools
    /// can cause.
    /// </summary>
    public int MaxEscalations { get; init; } = 12;
}
