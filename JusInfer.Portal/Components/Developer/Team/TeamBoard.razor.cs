using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Team;

/// <summary>Members with their caps, open invitations, keys with their rates. Owners and admins change them; everyone else reads.</summary>
public sealed partial class TeamBoard
{
    private TeamView? view;
    private ElementReference roster;

    [Inject]
    private ITenancyStore Tenancy { get; set; } = default!;

    [Inject]
    private Invitations Invitations { get; set; } = default!;

    [Inject]
    private MemberRemoval Removal { get; set; } = default!;

    [Inject]
    private ApiKeyService Ring { get; set; } = default!;

    [Inject]
    private IUsageQueries Usage { get; set; } = default!;

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        var now = Time.GetUtcNow();
        var members = await Tenancy.ListMembersAsync(me.TenantId, Gone);
        var month = await Usage.BreakDownAsync(UsageWindow.MonthOf(me.TenantId, now), [UsageGroup.Member], Gone);
        var keys = await Ring.ListAsync(me, Gone);
        var open = await Invitations.ListAsync(me, Gone);

        var spent = month.ToDictionary(row => row.Group[0], row => row.Sums.Cost);
        var emails = members.ToDictionary(member => member.Id, member => member.Email);
        view = new TeamView(
            [.. members.OrderByDescending(member => member.Role).ThenBy(member => member.JoinedAt)
                .Select(member => new MemberLine(member, spent.GetValueOrDefault(member.Id.ToString())))],
            [.. open.Select(InvitationLine.Of)],
            [.. keys.Where(key => key.IsLive(now))
                .Select(key => new KeyLine(key, emails.GetValueOrDefault(key.MemberId, "left the team")))]);
    }

    private bool CanRemove(Member member) => member.Role is not Role.Owner
        || (Me?.Role is Role.Owner && view!.Members.Count(line => line.Member.Role is Role.Owner) > 1);

    private async Task InviteAsync()
    {
        if (await Dialogs.OpenAsync<InviteDialog, bool>("Invite someone")) await ReloadAsync();
    }

    private async Task RevokeAsync(InvitationLine line)
    {
        var sure = await Dialogs.ConfirmAsync(
            $"Revoke the invitation of {line.Email}?", "The link that was sent stops working at once.", "Revoke invitation");
        if (!sure || await WhoAsync() is not { } me || !InvitationId.TryParse(line.Id, out var id)) return;

        if ((await Invitations.RevokeAsync(me, id, Gone)).Error is { } error) Dialogs.Warn(error.Reason);
        else Dialogs.Say($"The invitation of {line.Email} is revoked.");

        await ReloadAsync();
        await roster.FocusAsync(); // the button that had it is gone
    }

    private async Task RemoveAsync(Member member)
    {
        var sure = await Dialogs.ConfirmAsync(
            $"Remove {member.Email}?",
            "Their keys get 401 within a second, for good. What they used stays in the team's figures.",
            "Remove member");
        if (!sure || await WhoAsync() is not { } me) return;

        if ((await Removal.RemoveAsync(me, member.Id, Gone)).Error is { } error) Dialogs.Warn(error.Reason);
        else Dialogs.Say($"{member.Email} is no longer in the team.");

        await ReloadAsync();
        await roster.FocusAsync(); // the button that had it is gone
    }

    private async Task SetCapAsync(Member member)
    {
        var known = new Dictionary<string, object?>
        {
            [nameof(CapDialog.Member)] = member.Id.ToString(),
            [nameof(CapDialog.Email)] = member.Email,
            [nameof(CapDialog.MonthlyUsd)] = member.Cap?.Monthly.Usd,
            [nameof(CapDialog.Economy)] = member.Cap?.OnReach is OnReach.Economy,
        };
        if (await Dialogs.OpenAsync<CapDialog, string>("Set a monthly cap", known) is { } said) await SayAsync(said);
    }

    private async Task SetLimitsAsync(ApiKey key)
    {
        var known = new Dictionary<string, object?>
        {
            [nameof(LimitDialog.Key)] = key.Id.ToString(),
            [nameof(LimitDialog.KeyName)] = key.Name,
            [nameof(LimitDialog.RequestsPerMinute)] = key.Limits.RequestsPerMinute,
            [nameof(LimitDialog.MonthlyUsd)] = key.Limits.MonthlyCap?.Usd,
        };
        if (await Dialogs.OpenAsync<LimitDialog, string>("Set a key's limits", known) is { } said) await SayAsync(said);
    }

    private async Task SayAsync(string said)
    {
        Dialogs.Say(said);
        await ReloadAsync();
    }
}
