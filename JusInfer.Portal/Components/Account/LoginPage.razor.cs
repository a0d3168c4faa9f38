using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>The sign-in and sign-up forms, which work without JavaScript. The link of an invitation opens this page, too.</summary>
public sealed partial class LoginPage
{
    /// <summary>Whether a signed-in person can accept the invitation with their account.</summary>
    private bool isAccepting;

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
    private InvitationAcceptance InvitationAcceptance { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private string? Token => string.IsNullOrEmpty(Invite) ? null : Invite;

    private bool SigningUp => Form is null ? Token is not null : Form == "sign-up";

    private string ReturnTo => ReturnUrl.Local(ReturnUrlParameter);

    /// <summary>Redirects a person who is signed in already, unless they have an invitation to another team.</summary>
    protected override async Task OnInitializedAsync()
    {
        if (SignInClaims.From((await Authentication).User) is not { } claims) return;

        var current = await Resolver.FindAsync(claims, CancellationToken.None);
        var open = Token is null ? null : await InvitationAcceptance.FindAsync(new Secret(Token), CancellationToken.None);
        isAccepting = open is not null && open.Team.Id != current?.Team.Id;
        if (isAccepting) return;
        if (current is null) Navigation.NavigateTo(TeamsPage.Path);
        else if (await Resolver.LacksSecondFactorAsync(current, CancellationToken.None)) Navigation.NavigateTo("/account/second-factor");
        else Navigation.NavigateTo(ReturnTo);
    }

    private string AddressOf(string form) =>
        Navigation.GetUriWithQueryParameters(
            "/login", new Dictionary<string, object?> { ["form"] = form, ["returnUrl"] = ReturnUrlParameter, ["invite"] = Token });
}
