using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Reports.Views;

/// <summary>What the router knew when it chose the model of a call.</summary>
internal sealed record RoutingView
{
    /// <summary>The version of the rules that decided.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The model without routing.</summary>
    public required string Baseline { get; init; }

    /// <summary>Models that were considered and not chosen, each with a code and a sentence.</summary>
    public required ImmutableArray<RejectedModelView> Rejected { get; init; }

    /// <summary>The expected cost of the call; null if it was not computed.</summary>
    public decimal? ExpectedCostUsd { get; init; }

    /// <summary>The expected cost of the call on the baseline, with its cache; null if it was not computed.</summary>
    public decimal? ExpectedBaselineUsd { get; init; }

    /// <summary>The probability that the step changes files; null if it was not estimated.</summary>
    public double? Probability { get; init; }

    /// <summary>The group of the call's session: control, which the baseline always answers, or routed; null if the team has no control group.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// Whether the agent repeated a failing command, its last commands had failed, the user repeated a request, or the baseline took over from a cheaper model.
    /// </summary>
    public bool Trouble { get; init; }

    /// <summary>The answer of a cheaper model that the baseline has repeated; null if there is none.</summary>
    public EscalatedView? Escalated { get; init; }

    /// <summary>The cost on the baseline with the cache of this session, less the actual cost; null if the call was not billed.</summary>
    public decimal? SavedUsd { get; init; }

    /// <summary>The cost of the same tokens on the baseline without a cache, less the actual cost; null if the call was not billed.</summary>
    public decimal? SavedUncachedUsd { get; init; }

    public static RoutingView? From(UsageRecord call, RouteDetails? details) =>
        details?.Baseline is not { } baseline ? null : new RoutingView
        {
            PolicyVersion = details.Policy,
            Baseline = baseline,
            Rejected = [.. details.Rejected.Select(
                static model => new RejectedModelView(model.Model, model.Reason, RouteSentences.DescribeRejection(model.Reason)))],
            ExpectedCostUsd = details.Expected?.Usd,
            ExpectedBaselineUsd = details.ExpectedBaseline?.Usd,
            Probability = details.Risk,
            Group = details.Group is { } group ? EnumFormat.Format(group) : null,
            Trouble = details.Trouble,
            Escalated = details.Escalated is { } escalated
                ? new EscalatedView(
                    escalated.Model, escalated.Provider, escalated.Cause, RouteSentences.DescribeEscalation(escalated), escalated.InputTokens, escalated.OutputTokens, escalated.Cost.Usd)
                : null,
            SavedUsd = details.Uncached is null ? null : (call.BaselineCost - call.Cost).Usd,
            SavedUncachedUsd = details.Uncached is { } uncached ? (uncached - call.Cost).Usd : null,
        };
}

/// <summary>A model that was not chosen.</summary>
/// <param name="Model">Its id.</param>
/// <param name="Reason">A code.</param>
/// <param name="Explanation">The same in words.</param>
internal sealed record RejectedModelView(string Model, string Reason, string Explanation);

/// <summary>An answer that another model repeated. Both were billed.</summary>
/// <param name="Model">The model that gave it.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Cause">A code: <c>unknown_tool</c>, <c>invalid_arguments</c>, <c>missing_argument</c>, <c>refused</c> or <c>empty</c>.</param>
/// <param name="Explanation">The same in words.</param>
/// <param name="InputTokens">Its prompt, caches included. Not part of the call's tokens.</param>
/// <param name="OutputTokens">Its output. Not part of the call's tokens.</param>
/// <param name="CostUsd">Its cost, which is part of the call's.</param>
internal sealed record EscalatedView(string Model, string Provider, string Cause, string Explanation, long InputTokens, long OutputTokens, decimal CostUsd);

/// <summary>The part of a cached prompt that a call could not use.</summary>
/// <param name="Cause">Why.</param>
/// <param name="Message">The index of the changed message; -1 for other causes.</param>
/// <param name="Block">The changed block of 256 bytes in that message; -1 for other causes.</param>
/// <param name="Tokens">The tokens that were not read from the cache.</param>
/// <param name="CostUsd">What they cost above a cache read.</param>
internal sealed record LostCacheView(string Cause, int Message, int Block, long Tokens, decimal CostUsd);
