using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Layout;

/// <summary>The frame around the tabs: whose team this is, and which tab is open.</summary>
public sealed partial class DeveloperLayout
{
    private SignedIn? signedIn;

    [Inject]
    private CatalogSnapshot Catalog { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    protected override async Task OnInitializedAsync() =>
        signedIn = await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None);
}
