namespace JusInfer.Portal.Routing.Steps;

/// <summary>Why a step goes to a small model or stays.</summary>
internal enum DetourReason
{
    /// <summary>The detour is expected to save, and the guard allows it.</summary>
    Detour,

    /// <summary>The expected saving is less than the expected cost of a step that a small model cannot do.</summary>
    Risk,

    /// <summary>The expected saving is below the threshold.</summary>
    Saving,

    /// <summary>At this moment of the session, only a target whose input costs less than a cache read of the baseline is considered.</summary>
    Moment,

    /// <summary>The session could become more expensive than with the baseline alone.</summary>
    Guard,

    /// <summary>Too many detours of this session had to be repeated.</summary>
    Escalations,
}

/// <summary>The decision for one step.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Moment">The moment of the session.</param>
/// <param name="Risk">The probability that the step changes files.</param>
/// <param name="Cost">The expected cost of the detour and of staying.</param>
internal readonly record struct DetourDecision(DetourReason Reason, ModelSwitchPoint Moment, double Risk, Costs.DetourCost Cost)
{
    public bool IsDetour => Reason == DetourReason.Detour;
}
