using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The totals of a period: spend, requests, input tokens, output tokens.</summary>
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
}
