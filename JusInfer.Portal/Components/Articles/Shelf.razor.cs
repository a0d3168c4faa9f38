using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Articles;

/// <summary>A page that lists articles as cards.</summary>
public sealed partial class Shelf
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What stands here, in a sentence or two.</summary>
    [Parameter, EditorRequired]
    public RenderFragment? Lede { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
