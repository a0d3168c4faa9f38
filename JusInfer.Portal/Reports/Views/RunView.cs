using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Reports.Views;

/// <summary>An agent run: the calls that name the same session.</summary>
internal sealed record RunView
{
    public required string Session { get; init; }

    /// <summary>The run that started this one; null if its calls named none.</summary>
    public required string? Parent { get; init; }

    /// <summary>The root of the run tree; null for runs from before it was recorded.</summary>
    public required string? Root { get; init; }

    /// <summary>The key of the first call; null for runs from before it was recorded.</summary>
    public required string? KeyId { get; init; }

    /// <summary>The member that the key belonged to.</summary>
    public required string? MemberId { get; init; }

    /// <summary>When the first call started; of a root, the first one of its tree.</summary>
    public required DateTime FirstAt { get; init; }

    /// <summary>When the last call started; of a root, the last one of its tree.</summary>
    public required DateTime LastAt { get; init; }

    public required long Requests { get; init; }

    public required long Errors { get; init; }

    public required long InputTokens { get; init; }

    public required long CachedTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required decimal CostUsd { get; init; }

    /// <summary>The cost of the run and, if it is a root, of all other runs of its tree.</summary>
    public required decimal TreeCostUsd { get; init; }

    /// <summary>Why the calls of the run are rejected until it is resumed; null if it is not paused.</summary>
    public required PausedView? Paused { get; init; }

    public static RunView From(AgentRun run, TeamPauses pauses) => new()
    {
        Session = run.RunId,
        Parent = run.Parent,
        Root = run.Root,
        KeyId = run.Key?.ToString(),
        MemberId = run.Member?.ToString(),
        FirstAt = run.FirstAt.UtcDateTime,
        LastAt = run.LastAt.UtcDateTime,
        Requests = run.Sums.Requests,
        Errors = run.Sums.Errors,
        InputTokens = run.Sums.InputTokens,
        CachedTokens = run.Sums.CachedTokens,
        OutputTokens = run.Sums.OutputTokens,
        CostUsd = run.Sums.Cost.Usd,
        TreeCostUsd = run.TreeCost.Usd,
        Paused = PausedView.From(pauses.Find(run.RunId)),
    };
}

/// <summary>A page of runs.</summary>
/// <param name="Data">The runs, those with the newest last call first.</param>
/// <param name="Next">The value of <c>after</c> for the next page; null on the last one.</param>
/// <param name="ScannedTo">The last run that was compared with the filters, if the page ended because 20,000 were.</param>
internal sealed record RunPageView(IReadOnlyList<RunView> Data, string? Next, string? ScannedTo);
