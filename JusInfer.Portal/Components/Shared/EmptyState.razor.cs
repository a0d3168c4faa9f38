using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>What stands where nothing is yet: says what will be here and how to get it there.</summary>
public sealed partial class EmptyState
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
