using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Components.Account;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Layout;

/// <summary>
/// The layout of the pages with a circuit: the frame around them, the UI kit's styles and script, and Blazor's script, none of
/// which public pages load.
/// </summary>
public sealed partial class DeveloperLayout
{
    private SignedIn? signedIn;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var principal = (await Authentication).User;
        signedIn = await Resolver.ResolveAsync(principal, CancellationToken.None);
        if (signedIn is null && SignInClaims.From(principal) is { } claims)
            Navigation.NavigateTo(await Resolver.LacksSecondFactorAsync(claims, CancellationToken.None) ? "/account/second-factor" : TeamsPage.Path);
    }
}
