using System.Collections.Immutable;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage.Feedback;

/// <summary>Sums the results that a team has reported into measurements per model and kind of work.</summary>
internal static class FeedbackPriors
{
    /// <summary>The most tasks that count per model and kind of work; the newest ones.</summary>
    public const int MaxTasks = 200;

    /// <summary>Older results do not count.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(180);

    /// <param name="reports">The reports of one team. Of each session, the last one counts.</param>
    public static ImmutableArray<ModelPrior> Of(IEnumerable<FeedbackReport> reports) =>
    [
        .. reports.Where(static report => report.Model is not null)
            .GroupBy(static report => report.Task, StringComparer.Ordinal)
            .Select(static task => task.MaxBy(static report => report.At)!)
            .GroupBy(static report => (Model: report.Model!, Domain: TaskDomain.Parse(report.Domain ?? "")))
            .Where(static results => results.Key.Domain is { Kind: not TaskKind.Other })
            .Select(static results => new ModelPrior(results.Key.Model, PriorOf(results.Key.Domain!.Value, [.. results.OrderByDescending(static report => report.At).Take(MaxTasks)])))
            .OrderBy(static prior => prior.Model, StringComparer.Ordinal).ThenBy(static prior => prior.Prior.Domain.ToString(), StringComparer.Ordinal),
    ];

    private static TaskPrior PriorOf(TaskDomain domain, FeedbackReport[] results) => new()
    {
        Domain = domain,
        Harness = TaskPrior.Own,
        Source = TaskPrior.Own,
        ResolveRate = (double)results.Count(static report => report.IsCompleted) / results.Length,
        Tasks = results.Length,
        InputTokens = results.Average(static report => report.InputTokens),
        CacheReadTokens = results.Average(static report => report.CacheReadTokens),
        CacheWriteTokens = results.Average(static report => report.CacheWriteTokens),
        OutputTokens = results.Average(static report => report.OutputTokens),
        Date = DateOnly.FromDateTime(results[0].At.UtcDateTime),
    };
}
