using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The usage of a period, by group.</summary>
public sealed partial class Breakdown
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The heading of the first column.</summary>
    [Parameter, EditorRequired]
    public string Heading { get; set; } = "";

    /// <summary>The model that savings are compared with.</summary>
    [Parameter, EditorRequired]
    public string Baseline { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<BreakdownRow> Rows { get; set; } = [];

    /// <summary>What follows the table.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
