using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>Holds a live panel. Until the panel's connection is established, its style sheet draws a placeholder.</summary>
public sealed partial class LoadingPlaceholder
{
    [Parameter]
    public RenderFragment? ChildContent { get; set; }
}
