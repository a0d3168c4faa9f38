using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>Where a board appears once its connection stands. Until then, by css alone, it shows where things will be.</summary>
public sealed partial class Stage
{
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
