using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Shows what leaving the team does, and leaves it.</summary>
public sealed partial class LeaveTeamPage
{
    private int keys;
    private int serviceKeys;
    private string? obstacle;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private MemberRemoval Removal { get; set; } = default!;

    [Inject]
    private IKeyStore Keys { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private protected override async Task LoadAsync()
    {
        await base.LoadAsync();
        if (Me is not { Member: var member }) return;
        var now = Time.GetUtcNow();
        var live = (await Keys.ListAsync(member.TeamId, Aborted)).Where(key => key.IsLive(now)).ToList();
        (keys, serviceKeys) = (live.Count(key => key.HolderId == member.Id), live.Count(key => key.Service && key.MemberId == member.Id));
        var owners = (await Tenancy.ListMembersAsync(member.TeamId, Aborted)).Count(static other => other.Role is Role.Owner);
        if (member.Role is Role.Owner && owners == 1) obstacle = MemberRemoval.OnlyOwner;
    }

    private async Task<string?> LeaveAsync()
    {
        if ((await Removal.LeaveAsync(Me!.Member, Aborted)) is { } error) return error.Reason;
        Navigation.NavigateTo(TeamsPage.Path);
        return null;
    }
}
