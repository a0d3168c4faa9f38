using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>
/// The page of a reset link. A script moves the token from the fragment of the address into the form; without JavaScript, the person copies it.
/// </summary>
public sealed partial class ResetPage
{
    private ValidationErrors errors = new();
    private string? error;

    /// <summary>The account whose password was set.</summary>
    private ResetAccount? changed;

    [SupplyParameterFromForm(Name = "token", FormName = "reset")]
    private string? Token { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "reset")]
    private string? Password { get; set; }

    [Inject]
    private PasswordResets Resets { get; set; } = default!;

    [CascadingParameter]
    private HttpContext? Http { get; set; }

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Token)) errors.Add("token", "Open the link that you received, or enter its code.");
        if (string.IsNullOrEmpty(Password)) errors.Add("password", "Enter a new password.");
        if (errors.Any) return;

        var request = new PasswordResetRequest { Token = new Secret(Token!.Trim()), Password = new Secret(Password!) };
        if ((await Resets.UseAsync(request, Http?.RequestAborted ?? CancellationToken.None)).TryGet(out changed, out var failure)) return;
        switch (failure)
        {
            case RequestError.Invalid invalid: errors = invalid.Errors; break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            default: error = failure.Reason; break;
        }
    }
}
