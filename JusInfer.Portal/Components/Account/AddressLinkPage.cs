using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JusInfer.Portal.Components.Account;

/// <summary>A page of a link that was sent to an address of an account. A person who is not signed in with the account enters its password.</summary>
public abstract class AddressLinkPage : ComponentBase
{
    internal const string FormName = "address-link";

    private UserId? signedIn;

    [SupplyParameterFromForm(Name = "token", FormName = FormName)]
    private protected string? Token { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = FormName)]
    private string? Password { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private protected ValidationErrors Errors { get; private set; } = new();

    private protected string? Error { get; private set; }

    private protected bool AsksForPassword { get; private set; }

    /// <summary>The address, after the link was used.</summary>
    private protected string? Confirmed { get; private set; }

    protected override async Task OnInitializedAsync()
    {
        signedIn = SignInClaims.From((await Authentication).User)?.User;
        AsksForPassword = signedIn is null || Password is not null;
    }

    /// <returns>The address; <see cref="RequestError.Unauthorized"/> if the password is needed and missing.</returns>
    private protected abstract Task<Result<string, RequestError>> UseAsync(Secret token, UserId? signedIn, Secret? password, CancellationToken cancellationToken);

    private protected async Task SubmitAsync()
    {
        Errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Token)) Errors.Add("token", "Open the link that you received, or enter its code.");
        if (AsksForPassword && string.IsNullOrEmpty(Password)) Errors.Add("password", EmailVerification.PasswordMissing);
        if (Errors.Any) return;

        var password = string.IsNullOrEmpty(Password) ? null : new Secret(Password);
        var result = await UseAsync(new Secret(Token!.Trim()), signedIn, password, Http?.RequestAborted ?? CancellationToken.None);
        if (result.TryGet(out var address, out var failure))
        {
            Confirmed = address;
            return;
        }

        switch (failure)
        {
            case RequestError.Invalid invalid: Errors = invalid.Errors; break;
            case RequestError.RateLimited limited: Error = RateLimitMessage.For(limited.RetryAfter); break;
            case RequestError.Unauthorized:
                AsksForPassword = true;
                Errors.Add("password", EmailVerification.PasswordMissing);
                break;
            default: Error = failure.Reason; break;
        }
    }
}
