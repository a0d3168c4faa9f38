using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>Figures of a period with their change and course.</summary>
public sealed partial class Tiles
{
    [Parameter, EditorRequired]
    public IReadOnlyList<OverviewTile> Items { get; set; } = [];
}
