using System.Globalization;
using JusInfer.Portal.Accounts.LegacyAddresses;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Gives an account another address. The dialog's result is the confirmation message.</summary>
public sealed partial class RenameAccountDialog
{
    private string typed = "";

    /// <summary>The id of the account.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>Its address.</summary>
    [Parameter, EditorRequired]
    public string Email { get; set; } = "";

    [Inject]
    private LegacyAccounts Accounts { get; set; } = default!;

    /// <summary>Proposes the form of today, if the address has another one.</summary>
    protected override void OnInitialized() =>
        typed = EmailAddress.Canonicalize(EmailAddress.MailboxOf(Email)) is { } today && today != Email ? today : "";

    private async Task RenameAsync()
    {
        var account = UserId.Parse(Id, CultureInfo.InvariantCulture);
        if (await RunAsOperatorAsync(me => Accounts.RenameAsync(me.UserId, account, typed, CancellationToken.None)) is not null)
            Dialogs.Close($"{Email} is {EmailAddress.Canonicalize(typed)} now.");
    }
}
