using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.SecondFactors;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Removes the second factor of the signed-in person.</summary>
public sealed partial class RemoveSecondFactorPage
{
    private string? obstacle;

    [Inject]
    private PasskeyService Passkeys { get; set; } = default!;

    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (Me?.Team.RequireSecondFactor is true && (await Passkeys.ListAsync(Claims.User, Aborted)).IsEmpty) obstacle = "Your team requires a second factor.";
    }

    private async Task<string?> RemoveAsync()
    {
        await Factors.RemoveAsync(Claims.User, Aborted);
        Navigation.NavigateTo("/account");
        return null;
    }
}
