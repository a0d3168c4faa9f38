using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.SecondFactors;
using JusInfer.Portal.Accounts.Verification;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The account of the signed-in person: e-mail, password, providers, second factor, sessions, team, export and deletion.</summary>
public sealed partial class AccountPage
{
    private PortalUser? user;
    private bool hasSecondFactor;
    private bool hasApp;

    [Inject]
    private ExternalProviders Providers { get; set; } = default!;

    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    [Inject]
    private EmailVerification Verification { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        user = await FindUserAsync();
        hasApp = await Factors.HasAppAsync(Claims.User, Aborted);
        hasSecondFactor = await Factors.IsEnabledAsync(Claims.User, Aborted);
    }
}
