using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Primitives.Validation;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Sets up the second factor of the signed-in person, and creates new recovery codes.</summary>
public sealed partial class SecondFactorPage
{
    private ValidationErrors errors = new();
    private string? error;
    private bool isRequired;
    private bool hasApp;
    private int left;
    private PortalUser? user;

    /// <summary>What to enter into the app; null before the password was checked.</summary>
    private Enrollment? enrollment;

    /// <summary>The codes that were created by this request.</summary>
    private ImmutableArray<Secret> codes = [];

    [SupplyParameterFromForm(Name = "code", FormName = "enroll")]
    private string? Code { get; set; }

    [SupplyParameterFromForm(Name = "ticket", FormName = "enroll")]
    private string? Ticket { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "enroll")]
    private string? EnrollPassword { get; set; }

    [SupplyParameterFromForm(Name = "password", FormName = "recovery-codes")]
    private string? Password { get; set; }

    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    [Inject]
    private SecondFactorConfirmation Confirmation { get; set; } = default!;

    [Inject]
    private IStepUpAuthentication StepUp { get; set; } = default!;

    [Inject]
    private PasswordCheck Check { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        isRequired = Me?.Team.RequireSecondFactor is true && !await Factors.IsEnabledAsync(Claims.User, Aborted);
        user = await FindUserAsync();
        hasApp = await Factors.HasAppAsync(Claims.User, Aborted);
        if (hasApp) left = await Factors.CountRecoveryCodesAsync(Claims.User, Aborted);
    }

    private async Task EnrollAsync()
    {
        // Another sign-in of the account does not go on with this set-up.
        var (email, stamp) = (user?.Email ?? "", $"{user?.SecurityStamp} {Claims.Session}");
        if (Ticket is null)
        {
            if (await CheckAsync(EnrollPassword) is { } rejected) Show(rejected);
            else enrollment = await Factors.BeginAsync(Claims.User, email, stamp, Aborted);
            return;
        }

        var ticket = new Secret(Ticket);

        // The account can have got another second factor since the password was checked.
        if (await StepUp.CheckAsync(Claims.User, Aborted) is { } required)
        {
            enrollment = Factors.Find(Claims.User, email, stamp, ticket);
            Show(required);
            return;
        }

        if ((await Factors.ConfirmAsync(Claims.User, stamp, ticket, Code ?? "", Aborted)).TryGet(out var created, out var failure))
        {
            codes = created;
            await Confirmation.ConfirmAsync(Claims, Aborted);
        }
        else
        {
            enrollment = Factors.Find(Claims.User, email, stamp, ticket);
            Show(failure);
        }
    }

    private async Task ReplaceCodesAsync()
    {
        if (await CheckAsync(Password) is { } rejected) Show(rejected);
        else codes = await Factors.ReplaceRecoveryCodesAsync(Claims.User, Aborted);
    }

    private async Task<RequestError?> CheckAsync(string? password) =>
        (await Check.CheckAsync(Claims.User, string.IsNullOrEmpty(password) ? null : new Secret(password), "password", Aborted)).Error;

    private void Show(RequestError failure)
    {
        ConfirmIfRequired(failure);
        if (failure is RequestError.Invalid invalid) errors = invalid.Errors;
        else error = failure is RequestError.RateLimited limited ? RateLimitMessage.For(limited.RetryAfter) : failure.Reason;
    }
}
