using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>Holds a live panel. Until the panel's connection is established, its style sheet draws a placeholder.</summary>
public sealed partial class LoadingPlaceholder
{
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>
    /// Whether the panel is in the HTML response. Its controls take no clicks until the circuit is there (<c>js/team.js</c>):
    /// they would be lost.
    /// </summary>
    [Parameter]
    public bool IsPrerendered { get; set; }
}
