using System.Collections.Immutable;
using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>Why the model was chosen, and the attempts at providers on one axis of time.</summary>
public sealed partial class CallRouting
{
    /// <summary>The attempts that followed one whose response had begun.</summary>
    private ImmutableArray<int> ResumedMs => !Call.Resumed
        ? []
        : [.. Receipt.Attempts.Zip(Receipt.Attempts.Skip(1)).Where(static pair => pair.First.Outcome == AttemptOutcome.Broken)
            .Select(static pair => pair.Second.StartedMs)];

    private static AttemptBar BarOf(AttemptRecord attempt) => new(
        $"{attempt.Model} at {attempt.Provider}", AttemptDescriptions.Describe(attempt.Outcome, attempt.Status),
            attempt.Outcome != AttemptOutcome.Answered, attempt.StartedMs,
        attempt.DurationMs);

    private static int PlacesOf(RouteDetails decision) => NumberFormat.PlacesOf([decision.ExpectedBaseline, decision.Expected]);

    /// <summary>The expected cost of the chosen model or of the baseline; of other models it is not kept.</summary>
    private static string ExpectedCost(string? model, RouteDetails decision) => model switch
    {
        not null when model == decision.Baseline && decision.ExpectedBaseline is { } baseline =>
            NumberFormat.Money(baseline, PlacesOf(decision)),
        not null when decision.Expected is { } expected && decision.Rejected.All(rejected => rejected.Model != model) =>
            NumberFormat.Money(expected, PlacesOf(decision)),
        _ => "–",
    };
}
