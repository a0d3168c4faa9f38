using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>
/// The page of a link to a new address of an account. A script moves the token from the fragment of the address into the form; without JavaScript, the person copies
/// it. A person who is not signed in with the account enters its password.
/// </summary>
public sealed partial class ConfirmEmailPage
{
    private ValidationErrors errors = new();
    private string? error;
    private string? changed;
    private UserId? signedIn;
    private bool asksForPassword;

    [SupplyParameterFromForm(Name = "token", FormName = "confirm-email")]
    private string? Token { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "confirm-email")]
    private string? Password { get; set; }

    [Inject]
    private EmailChanges Changes { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    protected override async Task OnInitializedAsync()
    {
        signedIn = SessionClaims.Of((await Authentication).User)?.User;
        asksForPassword = signedIn is null || Password is not null;
    }

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Token)) errors.Add("token", "Open the link that you received, or enter its code.");
        if (asksForPassword && string.IsNullOrEmpty(Password)) errors.Add("password", EmailVerification.PasswordMissing);
        if (errors.Any) return;

        var password = string.IsNullOrEmpty(Password) ? null : new Secret(Password);
        var result = await Changes.ConfirmAsync(new Secret(Token!.Trim()), signedIn, password, Http?.RequestAborted ?? CancellationToken.None);
        if (result.TryGet(out changed, out var failure)) return;
        switch (failure)
        {
            case RequestError.Invalid invalid: errors = invalid.Errors; break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            case RequestError.Unauthorized:
                asksForPassword = true;
                errors.Add("password", EmailVerification.PasswordMissing);
                break;
            default: error = failure.Reason; break;
        }
    }
}
