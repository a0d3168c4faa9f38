using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Asks a signed-in person for the second factor again, and returns to the page with the change.</summary>
public sealed partial class ConfirmPage
{
    private ValidationErrors errors = new();
    private string? error;
    private bool hasSecondFactor;
    private PasskeyChallenge? challenge;

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? ReturnUrlParameter { get; set; }

    [SupplyParameterFromForm(Name = "code", FormName = "confirm-factor")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(Name = "state", FormName = "passkey")]
    private string? State { get; set; }

    [SupplyParameterFromForm(Name = "credential", FormName = "passkey")]
    private string? Credential { get; set; }

    [Inject]
    private SecondFactorConfirmation Confirmation { get; set; } = default!;

    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    private string ReturnTo => ReturnUrl.Local(ReturnUrlParameter);

    /// <summary>The address of this page for a change on another one.</summary>
    internal static string AddressFor(string page) => $"/account/confirm?returnUrl={Uri.EscapeDataString(page)}";

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        hasSecondFactor = await Factors.IsEnabledAsync(Claims.User, Aborted);
        challenge = await Confirmation.BeginPasskeyAsync(Claims, Aborted);
    }

    private async Task CodeAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrWhiteSpace(Code)) errors.Add("code", "Enter a code.");
        if (errors.Any) return;
        Continue(await Confirmation.CodeAsync(Claims, new SecondFactorRequest { Code = new Secret(Code!) }, Aborted));
    }

    private async Task PasskeyAsync()
    {
        if (string.IsNullOrEmpty(Credential)) error = PasskeySignInForm.ScriptMissing;
        else Continue(await Confirmation.PasskeyAsync(Claims, new Secret(State ?? ""), Credential, Aborted));
    }

    private void Continue(RequestError? failure)
    {
        switch (failure)
        {
            case null: Navigation.NavigateTo(ReturnTo); break;
            case RequestError.Invalid invalid: errors = invalid.Errors; break;
            case RequestError.RateLimited limited: error = RateLimitMessage.For(limited.RetryAfter); break;
            default: error = failure.Reason; break;
        }
    }
}
