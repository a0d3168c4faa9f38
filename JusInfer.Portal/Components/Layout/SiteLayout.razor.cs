using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Layout;

/// <summary>The layout of pages without a circuit. Those of a signed-in member's account and of the models have the frame of the developer area.</summary>
public sealed partial class SiteLayout
{
    private SignedIn? signedIn;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (Navigation.ToBaseRelativePath(Navigation.Uri).Split('/', '?', '#')[0] is "account" or "catalog")
            signedIn = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
    }
}
