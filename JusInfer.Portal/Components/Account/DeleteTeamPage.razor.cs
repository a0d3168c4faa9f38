using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Shows what deleting the team does, and deletes it.</summary>
public sealed partial class DeleteTeamPage
{
    private int keys;
    private int members;
    private NanoUsd? balance;
    private string? obstacle;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private TeamDeletion Deletion { get; set; } = default!;

    [Inject]
    private IKeyStore Keys { get; set; } = default!;

    [Inject]
    private IWalletStore Wallets { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (Me is not { Member: var member }) return;
        if (member.Role is not Role.Owner) obstacle = "Only owners delete their team.";
        var now = Time.GetUtcNow();
        keys = (await Keys.ListAsync(member.TeamId, Aborted)).Count(key => key.IsLive(now));
        members = (await Tenancy.ListMembersAsync(member.TeamId, Aborted)).Length;
        balance = (await Wallets.GetAsync(member.TeamId, Aborted)).Balance;
    }

    private async Task<string?> DeleteAsync()
    {
        if (await Deletion.DeleteAsync(Me!.Member, Aborted) is { } error) return error.Reason;
        Navigation.NavigateTo(TeamsPage.Path);
        return null;
    }
}
