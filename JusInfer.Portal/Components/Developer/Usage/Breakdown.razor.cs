using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The usage of a period, grouped by key or by model.</summary>
public sealed partial class Breakdown
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The heading of the first column.</summary>
    [Parameter, EditorRequired]
    public string Heading { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<BreakdownRow> Rows { get; set; } = [];

    private string Id => "breakdown-" + Heading.ToLowerInvariant();
}
