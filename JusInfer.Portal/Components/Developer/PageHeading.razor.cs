using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>
/// The title of a page in the developer area, what can be done there beside it, and one or two sentences about it behind a
/// question mark.
/// </summary>
public sealed partial class PageHeading
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Parameter]
    public RenderFragment? Actions { get; set; }
}
