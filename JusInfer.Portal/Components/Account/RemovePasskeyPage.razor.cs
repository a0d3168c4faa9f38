using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Passkeys;
using JusInfer.Portal.Accounts.SecondFactors;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Removes a passkey of the signed-in person.</summary>
public sealed partial class RemovePasskeyPage
{
    private Passkey? passkey;
    private string? obstacle;

    [SupplyParameterFromQuery(Name = "id")]
    private string? Id { get; set; }

    [Inject]
    private PasskeyService Passkeys { get; set; } = default!;

    [Inject]
    private SecondFactorService Factors { get; set; } = default!;

    [Inject]
    private ExternalSignIn External { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        var all = await Passkeys.ListAsync(Claims.User, Aborted);
        passkey = all.FirstOrDefault(each => each.Text == Id);
        if (passkey is null) obstacle = "This account has no such passkey.";
        else if (Me?.Team.RequireSecondFactor is true && all.Length == 1 && !await Factors.HasAppAsync(Claims.User, Aborted))
            obstacle = "Your team requires a second factor, and this passkey is your only one.";
        else if (all.Length == 1 && await FindUserAsync() is { PasswordHash: null } && (await External.ListAsync(Claims.User, Aborted)).IsEmpty)
            obstacle = "This passkey is the only way to sign in to your account. Set a password or link a provider first.";
    }

    private async Task<string?> RemoveAsync()
    {
        if (passkey is not null) await Passkeys.RemoveAsync(Claims.User, passkey.Id, Aborted);
        Navigation.NavigateTo("/account/passkeys");
        return null;
    }
}
