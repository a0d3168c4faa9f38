using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Mails a link to set a new password. The page says the same whether or not an account has the address.</summary>
public sealed partial class ForgotPage
{
    private ValidationErrors errors = new();
    private string? error;
    private bool isRequested;

    [SupplyParameterFromForm(Name = "email", FormName = "forgot")]
    private string? Email { get; set; }

    [Inject]
    private ForgottenPasswords Forgotten { get; set; } = default!;

    private void Submit()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Email))
        {
            errors.Add("email", "Enter the e-mail address of your account.");
            return;
        }

        switch (Forgotten.Request(new ForgottenPasswordRequest { Email = Email }))
        {
            case null: isRequested = true; break;
            case RequestError.Invalid invalid: errors = invalid.Errors; break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            case var failure: error = failure.Reason; break;
        }
    }
}
