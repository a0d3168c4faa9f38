using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The totals of a period: spend, requests, tokens, cache and latencies, compared with the period before.</summary>
public sealed partial class Totals
{
    /// <summary>US dollars.</summary>
    [Parameter, EditorRequired]
    public decimal Cost { get; set; }

    /// <summary>US dollars that the same tokens would cost on the baseline model.</summary>
    [Parameter, EditorRequired]
    public decimal Baseline { get; set; }

    [Parameter, EditorRequired]
    public string BaselineModel { get; set; } = "";

    [Parameter, EditorRequired]
    public long Requests { get; set; }

    [Parameter, EditorRequired]
    public long Errors { get; set; }

    [Parameter, EditorRequired]
    public long Input { get; set; }

    /// <summary>The input tokens that were read from a provider's cache.</summary>
    [Parameter, EditorRequired]
    public long Cached { get; set; }

    [Parameter, EditorRequired]
    public long Output { get; set; }

    /// <summary>US dollars in the period before.</summary>
    [Parameter, EditorRequired]
    public decimal PreviousCost { get; set; }

    [Parameter, EditorRequired]
    public long PreviousRequests { get; set; }

    [Parameter, EditorRequired]
    public long PreviousInput { get; set; }

    [Parameter, EditorRequired]
    public long PreviousOutput { get; set; }

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
    private string Comparison => (Baseline - Cost, Baseline) switch
    {
        (_, 0) => "",
        (0, _) => $"the same as on {BaselineModel}",
        ( > 0, _) =>
            $"{NumberFormat.Percent((double)((Baseline - Cost) / Baseline))} less than the {NumberFormat.Money(Baseline)} "
            + $"of the same tokens on {BaselineModel}",
        _ => $"more than the {NumberFormat.Money(Baseline)} of the same tokens on {BaselineModel}",
    };

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
