using System.Collections.Immutable;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Lists the passkeys of the signed-in person and adds others.</summary>
public sealed partial class PasskeysPage
{
    private ValidationErrors errors = new();
    private string? error;
    private bool isRequired;
    private bool isAdded;
    private PasskeyChallenge? challenge;
    private ImmutableArray<Passkey> passkeys = [];

    /// <summary>The codes that were created by this request.</summary>
    private ImmutableArray<Secret> codes = [];

    [SupplyParameterFromForm(Name = "name", FormName = "passkey")]
    private string? Name { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "passkey")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(Name = "state", FormName = "passkey")]
    private string? State { get; set; }

    [SupplyParameterFromForm(Name = "credential", FormName = "passkey")]
    private string? Credential { get; set; }

    [Inject]
    private PasskeyService Passkeys { get; set; } = default!;

    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    [Inject]
    private SecondFactorConfirmation Confirmation { get; set; } = default!;

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        isRequired = Me?.Team.RequireSecondFactor is true && !await Factors.IsEnabledAsync(Claims.User, Aborted);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        if (await FindUserAsync() is not { Email: not null } user) return;
        passkeys = await Passkeys.ListAsync(Claims.User, Aborted);
        challenge = await Passkeys.BeginAddingAsync(user);
    }

    private async Task AddAsync()
    {
        errors = new ValidationErrors();
        if (string.IsNullOrEmpty(Credential))
        {
            error = PasskeySignInForm.ScriptMissing;
            return;
        }

        if ((await Check.CheckAsync(Claims.User, string.IsNullOrEmpty(Password) ? null : new Secret(Password), "password", Aborted)).Error is { } rejected) Show(rejected);
        else if (!(await Passkeys.AddAsync(Claims.User, new Secret(State ?? ""), Credential!, Name, Aborted)).TryGet(out var created, out var failure)) Show(failure);
        else
        {
            await Confirmation.ConfirmAsync(Claims, Aborted);
            (codes, isAdded, isRequired, Name) = (created, true, false, null);
            await ReadAsync();
        }
    }

    private void Show(RequestError failure)
    {
        ConfirmIfRequired(failure);
        if (failure is RequestError.Invalid invalid) errors = invalid.Errors;
        else error = failure is RequestError.RateLimited limited ? RateLimitMessage.For(limited.RetryAfter) : failure.Reason;
    }
}
