using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Changes the password of the signed-in person and ends their other sessions.</summary>
public sealed partial class PasswordForm
{
    private ValidationErrors errors = new();
    private string? error;
    private bool changed;
    private bool hasPassword = true;

    [SupplyParameterFromForm(Name = "current", FormName = "password")]
    private string? Current { get; set; }

    [SupplyParameterFromForm(Name = "new", FormName = "password")]
    private string? New { get; set; }

    [Inject]
    private PasswordChange Passwords { get; set; } = default!;

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    private protected override async Task LoadAsync() =>
        hasPassword = await FindUserAsync() is not { } user || Check.HasPassword(user);

    private async Task SubmitAsync()
    {
        errors = new ValidationErrors();
        if (hasPassword && string.IsNullOrEmpty(Current)) errors.Add("current", "Enter your current password.");
        if (string.IsNullOrEmpty(New)) errors.Add("new", "Enter a new password.");
        if (errors.Any) return;

        var result = hasPassword
            ? await Passwords.ChangeAsync(Claims, new PasswordChangeRequest { Current = new Secret(Current!), New = new Secret(New!) }, Aborted)
            : await Passwords.SetAsync(Claims, new Secret(New!), Aborted);
        if (result.TryGet(out var user, out var failure))
        {
            await SignIn.RenewCookieAsync(user, Claims);
            (changed, hasPassword) = (true, true);
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
}
