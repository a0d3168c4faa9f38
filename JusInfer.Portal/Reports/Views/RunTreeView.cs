using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Reports.Views;

/// <summary>An agent run with its calls and the runs that it started.</summary>
internal sealed record RunTreeView
{
    public required string Session { get; init; }

    public required string? Parent { get; init; }

    public required string? KeyId { get; init; }

    public required string? MemberId { get; init; }

    public required DateTime FirstAt { get; init; }

    public required DateTime LastAt { get; init; }

    public required long RequestCount { get; init; }

    public required long Errors { get; init; }

    public required long InputTokens { get; init; }

    public required long CachedTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required decimal CostUsd { get; init; }

    /// <summary>The cost of the run and of all runs below it.</summary>
    public required decimal TreeCostUsd { get; init; }

    public required CacheView Cache { get; init; }

    /// <summary>Why the calls of the run are rejected until it is resumed; null if it is not paused.</summary>
    public required PausedView? Paused { get; init; }

    /// <summary>The budget that a call named for the run tree; only in the run that was requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? BudgetUsd { get; init; }

    /// <summary>Whether the run did its work, as it was reported, newest first; only in the run that was requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FeedbackView>? Feedback { get; init; }

    /// <summary>Whether runs are missing in the tree; only in the run that was requested.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Truncated { get; init; }

    /// <summary>The calls of the run, newest first, at most 200.</summary>
    public required IReadOnlyList<RequestView> Requests { get; init; }

    /// <summary>Whether the run has further calls that are not listed.</summary>
    public required bool RequestsTruncated { get; init; }

    /// <summary>The runs that this one started, oldest first.</summary>
    public required IReadOnlyList<RunTreeView> Children { get; init; }

    public static RunTreeView From(
        RunTree tree, ProviderErrorAccess access, NanoUsd? budget, TeamPauses pauses, ImmutableArray<FeedbackReport> feedback) =>
        From(tree.Root, access, pauses) with
        {
            Feedback = FeedbackView.From(feedback),
            Truncated = tree.IsTruncated,
            BudgetUsd = budget?.Usd
        };

    private static RunTreeView From(RunNode node, ProviderErrorAccess access, TeamPauses pauses) => new()
    {
        Session = node.Run.RunId,
        Parent = node.Run.Parent,
        KeyId = node.Run.Key?.ToString(),
        MemberId = node.Run.Member?.ToString(),
        FirstAt = node.Run.FirstAt.UtcDateTime,
        LastAt = node.Run.LastAt.UtcDateTime,
        RequestCount = node.Run.Sums.Requests,
        Errors = node.Run.Sums.Errors,
        InputTokens = node.Run.Sums.InputTokens,
        CachedTokens = node.Run.Sums.CachedTokens,
        OutputTokens = node.Run.Sums.OutputTokens,
        CostUsd = node.Run.Sums.Cost.Usd,
        TreeCostUsd = node.TreeCost.Usd,
        Cache = CacheView.From(node.Run),
        Paused = PausedView.From(pauses.Find(node.Run.RunId)),
        Requests = [.. node.Requests.Select(call => RequestView.From(call, access))],
        RequestsTruncated = node.LacksRequests,
        Children = [.. node.Children.Select(child => From(child, access, pauses))],
    };
}

/// <summary>How a run used the caches of providers.</summary>
/// <param name="ReadTokens">Input tokens that were read from a cache.</param>
/// <param name="WriteTokens">Input tokens that were written to a cache.</param>
/// <param name="ReadShare">The part of the input that was read from a cache, 0 to 1.</param>
internal sealed record CacheView(long ReadTokens, long WriteTokens, decimal ReadShare)
{
    public static CacheView From(AgentRun run) => new(
        run.Sums.CachedTokens, run.CacheWriteTokens, run.Sums.InputTokens == 0 ? 0 : decimal.Round((decimal)run.Sums.CachedTokens / run.Sums.InputTokens, 4));
}
