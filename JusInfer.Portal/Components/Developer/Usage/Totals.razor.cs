using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The period in four numbers.</summary>
public sealed partial class Totals
{
    /// <summary>US dollars.</summary>
    [Parameter, EditorRequired]
    public decimal Cost { get; set; }

    /// <summary>US dollars: the same tokens on the baseline model.</summary>
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

    /// <summary>The part of the input that came from a provider's cache.</summary>
    [Parameter, EditorRequired]
    public long Cached { get; set; }

    [Parameter, EditorRequired]
    public long Output { get; set; }

    /// <summary>What the router made of it, in either direction.</summary>
    private string Saving => (Baseline - Cost, Baseline) switch
    {
        (_, 0) => "",
        (0, _) => $"the same as on {BaselineModel}",
        ( > 0, _) =>
            $"{Figures.Percent((double)((Baseline - Cost) / Baseline))} less than the {Figures.Money(Baseline)} of the same tokens on "
            + $"{BaselineModel}",
        _ => $"more than the {Figures.Money(Baseline)} of the same tokens on {BaselineModel}",
    };
}
