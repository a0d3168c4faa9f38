using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The totals of a period: spend, requests, tokens, cache and latencies, compared with the period before.</summary>
public sealed partial class Totals
{
    /// <summary>The sums of the whole period.</summary>
    [Parameter, EditorRequired]
    public TotalSums Shown { get; set; } = default!;

    /// <summary>The sums of the part of the period that is compared with the period before.</summary>
    [Parameter, EditorRequired]
    public TotalSums Compared { get; set; } = default!;

    /// <summary>The sums of the period before.</summary>
    [Parameter, EditorRequired]
    public TotalSums Previous { get; set; } = default!;

    [Parameter, EditorRequired]
    public string BaselineModel { get; set; } = "";

    /// <summary>The name of the period before, after "than in".</summary>
    [Parameter, EditorRequired]
    public string PreviousName { get; set; } = "";

    /// <summary>Milliseconds; null if no call had a first token.</summary>
    [Parameter, EditorRequired]
    public int? TtftP50 { get; set; }

    [Parameter, EditorRequired]
    public int? TtftP95 { get; set; }

    /// <summary>Milliseconds; null without a call.</summary>
    [Parameter, EditorRequired]
    public int? DurationP50 { get; set; }

    [Parameter, EditorRequired]
    public int? DurationP95 { get; set; }

    /// <summary>Compares the cost with the baseline model, whether it is lower or higher.</summary>
    private string Comparison => (Shown.Baseline - Shown.Cost, Shown.Baseline) switch
    {
        (_, 0) => "",
        (0, _) => $"the same as on {BaselineModel}",
        ( > 0, _) =>
            $"{NumberFormat.Percent((double)((Shown.Baseline - Shown.Cost) / Shown.Baseline))} less than the {NumberFormat.Money(Shown.Baseline)} "
            + $"of the same tokens on {BaselineModel}",
        _ => $"more than the {NumberFormat.Money(Shown.Baseline)} of the same tokens on {BaselineModel}",
    };

    /// <summary>The same comparison of the period before, without its amounts.</summary>
    private string PreviousComparison => (Previous.Baseline - Previous.Cost, Previous.Baseline) switch
    {
        (_, 0) => "",
        (0, _) => $"the same as on {BaselineModel} in {PreviousName}",
        ( > 0, _) => $"{NumberFormat.Percent((double)((Previous.Baseline - Previous.Cost) / Previous.Baseline))} less than on {BaselineModel} in {PreviousName}",
        _ => $"more than on {BaselineModel} in {PreviousName}",
    };

    private string PreviousFailures => Previous.Requests == 0 ? "" : $"{NumberFormat.Percent(Previous.FailureRate)} in {PreviousName}";

    private string PreviousCacheHits => Previous.Input == 0 ? "" : $"{NumberFormat.Percent(Previous.CacheHitRate)} in {PreviousName}";

    private static string Latency(int? milliseconds) => milliseconds is { } known ? NumberFormat.Duration(known) : "–";

    private string Change(decimal now, decimal before)
    {
        if (before == 0) return now == 0 ? "" : $"none in {PreviousName}";
        var ratio = (double)((now - before) / before);
        return ratio switch
        {
            0 => $"the same as in {PreviousName}",
            > 9 => $"{NumberFormat.Count((long)Math.Round(ratio + 1))} times {PreviousName}",
            > 0 => $"{NumberFormat.Percent(ratio)} above {PreviousName}",
            _ => $"{NumberFormat.Percent(-ratio)} below {PreviousName}",
        };
    }
}
