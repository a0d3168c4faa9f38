using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Deletion;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Shows what deleting the account does, and deletes it.</summary>
public sealed partial class DeleteAccountPage
{
    private int keys;
    private bool isAlone;
    private string? obstacle;

    [Inject]
    private AccountDeletion Deletion { get; set; } = default!;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private IKeyStore Keys { get; set; } = default!;

    [Inject]
    private SignIn SignIn { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        obstacle = (await Deletion.FindObstacleAsync(Claims.User, Aborted))?.Reason;
        if (Me is not { Member: var member }) return;
        var now = Time.GetUtcNow();
        keys = (await Keys.ListAsync(member.TenantId, Aborted)).Count(key => key.HolderId == member.Id && key.IsLive(now));
        isAlone = (await Tenancy.ListMembersAsync(member.TenantId, Aborted)).Length == 1;
    }

    private async Task<string?> DeleteAsync()
    {
        if (await Deletion.DeleteAsync(Claims.User, Aborted) is { } error) return error.Reason;
        await SignIn.EndSessionAsync(Http!.User, Aborted);
        Navigation.NavigateTo("/login");
        return null;
    }
}
