using JusInfer.Portal.Accounts.SecondFactors;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Removes the second factor of the signed-in person.</summary>
public sealed partial class RemoveSecondFactorPage
{
    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    private async Task<string?> RemoveAsync()
    {
        await Factors.RemoveAsync(Claims.User, Aborted);
        Navigation.NavigateTo("/account");
        return null;
    }
}
