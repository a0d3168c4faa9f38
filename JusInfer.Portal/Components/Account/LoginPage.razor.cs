using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>The sign-in and sign-up forms, which work without JavaScript. The link of an invitation opens this page, too.</summary>
public sealed partial class LoginPage
{
    /// <summary>Why a signed-in user cannot accept the invitation.</summary>
    private string? inviteNotice;

    [SupplyParameterFromQuery(Name = "form")]
    private string? Form { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrlParameter { get; set; }

    [SupplyParameterFromQuery(Name = "invite")]
    private string? Invite { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private SignedInResolver Resolver { get; set; } = default!;

    [Inject]
    private Joining Joining { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private string? Token => string.IsNullOrEmpty(Invite) ? null : Invite;

    private bool SigningUp => Form is null ? Token is not null : Form == "sign-up";

    private string ReturnTo => ReturnUrl.Local(ReturnUrlParameter);

    /// <summary>
    /// Redirects a user who is signed in already, unless the page has to say that the invitation is for another account.
    /// </summary>
    protected override async Task OnInitializedAsync()
    {
        var principal = (await Authentication).User;
        if (await Resolver.ResolveAsync(principal, CancellationToken.None) is not { } signedIn)
        {
            if (SessionClaims.Of(principal) is { } claims && await Resolver.LacksSecondFactorAsync(claims, CancellationToken.None))
                Navigation.NavigateTo("/account/second-factor");
            return;
        }

        var open = Token is null ? null : await Joining.FindAsync(new Secret(Token), CancellationToken.None);
        if (open is null || open.Tenant.Id == signedIn.Tenant.Id) Navigation.NavigateTo(ReturnTo);
        else inviteNotice = "You are signed in. " + TeamEntry.AlreadyInTeam(signedIn);
    }

    private string AddressOf(string form) =>
        Navigation.GetUriWithQueryParameters(
            "/login", new Dictionary<string, object?> { ["form"] = form, ["returnUrl"] = ReturnUrlParameter, ["invite"] = Token });
}
