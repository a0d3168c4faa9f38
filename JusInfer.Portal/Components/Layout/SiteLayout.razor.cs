using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>
/// The layout of pages without a circuit. Those of a signed-in member's account and of the models have the frame of the developer
/// area.
/// </summary>
public sealed partial class SiteLayout
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private bool IsPortal => Navigation.ToBaseRelativePath(Navigation.Uri).Split('/', '?', '#')[0] is "account" or "catalog";
}
