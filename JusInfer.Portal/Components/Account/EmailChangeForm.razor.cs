using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Requests and cancels a change of the signed-in person's address.</summary>
public sealed partial class EmailChangeForm
{
    private ValidationErrors errors = new();
    private RequestError? obstacle;
    private EmailChange? pending;
    private string? error;
    private bool isCanceled;
    private bool isRequested;
    private bool isOperator;
    private bool hasPassword = true;

    [SupplyParameterFromForm(Name = "email", FormName = "email-change")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "email-change")]
    private string? Password { get; set; }

    [Inject]
    private EmailChanges Changes { get; set; } = default!;

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    [Inject]
    private OperatorOptions Operators { get; set; } = default!;

    private static string Until(EmailChange change) => DateFormat.Minute(change.ExpiresAt);

    private protected override async Task LoadAsync()
    {
        if (await FindUserAsync() is not { } user) return;
        obstacle = Changes.FindObstacle(user);
        pending = await Changes.FindAsync(user, Aborted);
        hasPassword = Check.HasPassword(user);
        isOperator = user.EmailConfirmed && Operators.Includes(user.Email);
    }

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Email)) errors.Add("email", "Enter the new address.");
        if (hasPassword && string.IsNullOrEmpty(Password)) errors.Add("password", "Enter your password.");
        if (errors.Any) return;

        var request = new EmailChangeRequest { Email = Email, Password = string.IsNullOrEmpty(Password) ? null : new Secret(Password) };
        if ((await Changes.RequestAsync(Claims.User, request, Aborted)).TryGet(out var change, out var failure))
        {
            (pending, Email, isRequested) = (change, null, true);
            return;
        }

        ConfirmIfRequired(failure);
        switch (failure)
        {
            case RequestError.Invalid invalid: errors = invalid.Errors; break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            default: error = failure.Reason; break;
        }
    }

    private async Task CancelAsync()
    {
        isCanceled = await Changes.CancelAsync(Claims.User, Aborted);
        pending = null;
    }
}
