using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>Sign in and sign up: two forms at one address, posted without scripts. An invitation's link leads here, too.</summary>
public sealed partial class LoginPage
{
    /// <summary>Why someone who is signed in cannot accept the invitation.</summary>
    private string? elsewhere;

    [SupplyParameterFromQuery(Name = "form")]
    private string? Form { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? Asked { get; set; }

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

    private string ReturnTo => ReturnUrl.Local(Asked);

    /// <summary>
    /// Whoever is signed in already has no business here, unless to hear that the invitation they followed is not for this account.
    /// </summary>
    protected override async Task OnInitializedAsync()
    {
        if (await Resolver.ResolveAsync((await Authentication).User, CancellationToken.None) is not { } who) return;
        var open = Token is null ? null : await Joining.FindAsync(new Secret(Token), CancellationToken.None);
        if (open is null || open.Tenant.Id == who.Tenant.Id) Navigation.NavigateTo(ReturnTo);
        else elsewhere = "You are signed in. " + TeamEntry.InAnother(who);
    }

    private string Address(string form) =>
        Navigation.GetUriWithQueryParameters(
            "/login", new Dictionary<string, object?> { ["form"] = form, ["returnUrl"] = Asked, ["invite"] = Token });
}
