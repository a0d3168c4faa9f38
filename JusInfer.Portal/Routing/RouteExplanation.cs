using System.Collections.Immutable;

namespace JusInfer.Portal.Routing;

/// <summary>Why automatic routing chose a model.</summary>
internal sealed record RouteExplanation
{
    /// <summary>The version of the rules that decided. It changes with every change that can change a decision.</summary>
    public const int CurrentPolicy = 6;

    /// <summary>The id of the model that the session would use without routing.</summary>
    public required string Baseline { get; init; }

    /// <summary>Models that were considered and not chosen, the most promising first.</summary>
    public ImmutableArray<RejectedRoute> Rejected { get; init; } = [];

    /// <summary>The expected cost of the call on the chosen model, with what its caches save; null if it was not computed.</summary>
    public NanoUsd? ExpectedCost { get; init; }

    /// <summary>The expected cost of the call on the baseline, with its cache; null if it was not computed.</summary>
    public NanoUsd? BaselineCost { get; init; }

    /// <summary>The probability that the step changes files; null if it was not estimated.</summary>
    public double? Risk { get; init; }

    /// <summary>The group of the session; null if the team has no control group.</summary>
    public SessionGroup? Group { get; init; }

    /// <summary>What measurements say about the session's model, in a sentence; null if they did not decide.</summary>
    public string? Evidence { get; init; }
}

/// <summary>A model that was not chosen.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Reason">Why not.</param>
internal readonly record struct RejectedRoute(string Model, ModelRejectionReason Reason);

/// <summary>Why a model was not chosen.</summary>
internal enum ModelRejectionReason
{
    /// <summary>It costs more than the chosen one.</summary>
    Price,

    /// <summary>It is expected to be of lower quality, or nothing shows that it can do the work.</summary>
    Quality,

    /// <summary>The expected saving is less than the expected cost of a step that a small model cannot do.</summary>
    Risk,

    /// <summary>The expected saving is too small, caches included.</summary>
    Saving,

    /// <summary>Within a turn, its input costs more than what the baseline reads from its cache.</summary>
    Cache,

    /// <summary>The session could become more expensive than with the baseline alone.</summary>
    Guard,

    /// <summary>Too many answers of small models had to be repeated in the session.</summary>
    Escalations,

    /// <summary>The session has cost more on it than nearly all measured tasks.</summary>
    Spend,

    /// <summary>The agent repeats a failing command, its last commands have all failed, or the user repeats a request.</summary>
    Trouble,

    /// <summary>Tests fail after a cheaper model has changed files.</summary>
    FailedTests,

    /// <summary>A cheaper model refused to answer, or answered nothing.</summary>
    Refused,

    /// <summary>The request is not an agent's step, so that nothing is known of what a small model would do with it.</summary>
    NoAgent,

    /// <summary>The session is in the control group.</summary>
    Control,

    /// <summary>Its measured results do not support it for this kind of work.</summary>
    Prior,

    /// <summary>The prompt is longer than its context window.</summary>
    Context,

    /// <summary>None of its providers is usable at the moment.</summary>
    Unavailable,
}
