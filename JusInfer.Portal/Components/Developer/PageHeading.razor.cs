using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>A tab's name and what it is for.</summary>
public sealed partial class PageHeading
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
