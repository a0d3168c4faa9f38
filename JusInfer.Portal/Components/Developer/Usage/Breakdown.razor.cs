using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The period's spend, split by one thing.</summary>
public sealed partial class Breakdown
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What each line is.</summary>
    [Parameter, EditorRequired]
    public string Heading { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<BreakdownLine> Lines { get; set; } = [];

    private string Id => "breakdown-" + Heading.ToLowerInvariant();
}
