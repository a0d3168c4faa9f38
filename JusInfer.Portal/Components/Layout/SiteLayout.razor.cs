using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Layout;

/// <summary>Header, page, footer.</summary>
public sealed partial class SiteLayout
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    /// <summary>The whole address: with a base of <c>/</c>, a bare fragment would lead to the landing page.</summary>
    private string SkipTarget => Navigation.Uri.Split('#')[0] + "#content";
}
