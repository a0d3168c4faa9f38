using JusInfer.Portal.Accounts.LegacyAddresses;
using JusInfer.Portal.Components.Developer;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>
/// Creates reset links for any account, ends its sessions, and resolves addresses of earlier versions. The services check that the user is
/// an operator.
/// </summary>
public sealed partial class AccountsPanel
{
    private LegacyAccountList legacy = LegacyAccountList.Empty;
    private DataTable? table;

    [Inject]
    private LegacyAccounts Legacy { get; set; } = default!;

    private protected override async Task ReadStoreAsync()
    {
        if (await FindOperatorAsync() is { } me) legacy = await Legacy.ListAsync(me.UserId, Disposed);
    }

    /// <summary>The number of listed accounts with the mailbox of this one, which counts.</summary>
    private int Sharing(LegacyAccount account) => legacy.Accounts.Count(other => other.Mailbox == account.Mailbox);

    private string StateOf(LegacyAccount account)
    {
        var proof = account.IsVerified ? "verified" : "not verified";
        return (Sharing(account), EmailAddress.Canonicalize(account.Mailbox)) switch
        {
            ( > 1 and var count, _) => $"{proof}; {count} accounts have this mailbox",
            (_, { } today) => $"{proof}; today it would be {today}",
            _ => $"{proof}; a new account could not have it",
        };
    }

    private IEnumerable<RowAction> ActionsFor(LegacyAccount account)
    {
        yield return new("Rename", $"Rename {account.Email}", EventCallback.Factory.Create(this, () => RenameAsync(account)));
        yield return new(
            "Delete", $"Delete {account.Email}", EventCallback.Factory.Create(this, () => DeleteAsync(account)), IsDangerous: true);
    }

    private async Task CreateLinkAsync() => await Dialogs.OpenAsync<ResetLinkDialog, bool>("Create a reset link");

    private async Task EndSessionsAsync() => await Dialogs.OpenAsync<EndSessionsDialog, bool>("End all sessions of an account");

    private async Task RenameAsync(LegacyAccount account)
    {
        if (await ConfirmsFirstAsync()) return;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RenameAccountDialog.Id)] = account.User.ToString(),
            [nameof(RenameAccountDialog.Email)] = account.Email,
        };
        await ShowAsync(await Dialogs.OpenAsync<RenameAccountDialog, string>("Rename an account", parameters));
    }

    private async Task DeleteAsync(LegacyAccount account)
    {
        if (await ConfirmsFirstAsync()) return;
        var deleted = await ConfirmAsync(
            $"Delete the account {account.Email}?",
            ConsequenceOf(account),
            "Delete account",
            me => Legacy.DeleteAsync(me, account.User, account.Email, CancellationToken.None));
        await ShowAsync(deleted ? $"The account {account.Email} was deleted." : null);
    }

    private static string ConsequenceOf(LegacyAccount account)
    {
        const string always = "All its sessions end, its personal keys are rejected with 401 within one second, and its address, password "
            + "and second factor are deleted.";
        string[] alone = [.. account.Teams.Where(static team => team.IsAlone).Select(static team => team.Name)];
        var teams = alone.Length switch
        {
            0 => "",
            1 => $" Nobody else is in {alone[0]}, which is deleted with all its keys and what is left in its wallet.",
            _ => $" Nobody else is in {string.Join(" and ", alone)}, which are deleted with all keys and what is left in their wallets.",
        };
        return $"{always}{teams} This cannot be undone.";
    }

    /// <summary>Reloads without a message, too: the dialog can have shown that the account has changed.</summary>
    private async Task ShowAsync(string? done)
    {
        if (done is not null) Dialogs.NotifySuccess(done);
        await ReloadAsync();
        StateHasChanged();
        if (done is not null && table is not null) await table.FocusAsync();
    }
}
