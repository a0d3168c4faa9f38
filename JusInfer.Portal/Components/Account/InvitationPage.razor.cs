using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>
/// The page of a mailed invitation. A script moves the token from the fragment of the address into the form; without JavaScript, the person copies it. All
/// forms of the page post the token, so that it is in no address.
/// </summary>
public sealed partial class InvitationPage
{
    private readonly ValidationErrors errors = new();
    private bool isSignedIn;

    [SupplyParameterFromForm(Name = "token", FormName = "invitation")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(Name = "sign-in", FormName = "invitation")]
    private bool SigningIn { get; set; }

    [SupplyParameterFromForm(Name = "invitation", FormName = "join")]
    private string? JoinToken { get; set; }

    [SupplyParameterFromForm(Name = "invitation", FormName = "sign-in")]
    private string? SignInToken { get; set; }

    /// <summary>What the form for the code of a second factor posts. It contains the token.</summary>
    [SupplyParameterFromForm(Name = "ticket", FormName = "second-factor")]
    private string? Ticket { get; set; }

    [SupplyParameterFromForm(Name = "invitation", FormName = "accept")]
    private string? AcceptToken { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private string? Token => (Code ?? JoinToken ?? SignInToken ?? AcceptToken)?.Trim() is { Length: > 0 } token ? token : null;

    protected override async Task OnInitializedAsync() => isSignedIn = SignInClaims.From((await Authentication).User) is not null;

    private void Open()
    {
        if (Token is null) errors.Add("token", "Open the link that you received, or enter its code.");
    }
}
