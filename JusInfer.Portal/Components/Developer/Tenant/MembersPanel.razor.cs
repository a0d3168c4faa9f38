using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>
/// The members with their roles, caps and rate limits, and the open invitations. Owners and admins change them; billing sets caps; others
/// only read.
/// </summary>
public sealed partial class MembersPanel
{
    private ImmutableArray<MemberRow> members = [];
    private ImmutableArray<Invitation> invitations = [];
    private DataTable? table;

    [Inject]
    private TeamReader Reader { get; set; } = default!;

    [Inject]
    private Invitations Invitations { get; set; } = default!;

    [Inject]
    private MemberRemoval Removal { get; set; } = default!;

    [Inject]
    private CatalogSource Source { get; set; } = default!;

    private protected override async Task LoadAsync(Member me)
    {
        var (read, _) = await Reader.ReadAsync(me, Disposed);
        (members, invitations) = (read, await Invitations.ListAsync(me, Disposed));
    }

    private IEnumerable<RowAction> ActionsFor(Member me, Member member)
    {
        var (email, manages, owns) = (member.Email, me.Role.Manages(), me.Role is Role.Owner);
        if (owns || (manages && !member.Role.Manages()))
            yield return ActionOf("Change role", $"Change role of {email}", () => ChangeRoleAsync(member));
        if (me.Role.Outranks(member.Role)) yield return ActionOf("Set cap", $"Set cap for {email}", () => SetCapAsync(member));
        if (manages && me.Role.Outranks(member.Role))
            yield return ActionOf(
                "Set rates", $"Set rates for {email}", () => SetRatesAsync(email, member.Rates, member.Version, member.Id));
        if (owns && member.Id != me.Id)
            yield return ActionOf("Reset password", $"Reset password of {email}", () => ResetPasswordAsync(member));
        if (CanRemove(me, member)) yield return ActionOf("Remove", $"Remove {email}", () => RemoveAsync(member), isDangerous: true);
    }

    private IEnumerable<RowAction> ActionsFor(Member me, Invitation invitation)
    {
        if (me.Role is Role.Owner || !invitation.Role.Manages())
            yield return ActionOf("Send again", $"Send again to {invitation.Email}", () => InviteAgainAsync(invitation));
        yield return ActionOf("Revoke", $"Revoke the invitation for {invitation.Email}", () => RevokeAsync(invitation), isDangerous: true);
    }

    private bool CanRemove(Member me, Member member) => (me.Role.Manages() && member.Role is not Role.Owner)
        || (me.Role is Role.Owner && members.Count(static row => row.Member.Role is Role.Owner) > 1);

    private async Task ResetPasswordAsync(Member member)
    {
        if (await ConfirmsFirstAsync()) return;
        await Dialogs.OpenAsync<ResetLinkDialog, bool>(
            "Reset a password",
            new() { [nameof(ResetLinkDialog.Member)] = member.Id.ToString(), [nameof(ResetLinkDialog.Email)] = member.Email });
    }

    private async Task InviteAsync()
    {
        if (await Dialogs.OpenAsync<InviteDialog, bool>("Invite someone")) await ReloadAsync();
    }

    /// <summary>An invitation is stored without its link, so another one replaces it.</summary>
    private async Task InviteAgainAsync(Invitation invitation)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(InviteDialog.Replaced)] = invitation.Email,
            [nameof(InviteDialog.ReplacedRole)] = invitation.Role.ToString(),
        };
        if (await Dialogs.OpenAsync<InviteDialog, bool>("Send the invitation again", parameters)) await ReloadAsync();
    }

    private async Task RevokeAsync(Invitation invitation)
    {
        var revoked = await ConfirmAsync(
            $"Revoke the invitation for {invitation.Email}?",
            "Its link stops working immediately.",
            "Revoke invitation",
            async me => (await Invitations.RevokeAsync(me, invitation.Id, CancellationToken.None)).Error);
        await ShowAsync(revoked ? $"The invitation of {invitation.Email} was revoked." : null);
    }

    private async Task RemoveAsync(Member member)
    {
        var removed = await ConfirmAsync(
            $"Remove {member.Email}?",
            "Their keys are rejected with 401 within one second. Their usage stays in the team's totals. You cannot undo this.",
            "Remove member",
            async me => (await Removal.RemoveAsync(me, member.Id, CancellationToken.None)).Error);
        await ShowAsync(removed ? $"{member.Email} was removed from the team." : null);
    }

    /// <summary>Shows the result of an action that removes its row, and with it the button that has the focus.</summary>
    /// <param name="done">What was done; null for nothing.</param>
    private async Task ShowAsync(string? done)
    {
        await NotifyAndReloadAsync(done);
        if (done is not null && table is not null) await table.FocusAsync();
    }

    private async Task ChangeRoleAsync(Member member)
    {
        if (await ConfirmsFirstAsync()) return;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(RoleDialog.Member)] = member.Id.ToString(),
            [nameof(RoleDialog.Email)] = member.Email,
            [nameof(RoleDialog.Current)] = member.Role.ToString(),
            [nameof(RoleDialog.Version)] = member.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<RoleDialog, string>("Change a role", parameters));
    }

    private async Task SetCapAsync(Member member)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(CapDialog.Member)] = member.Id.ToString(),
            [nameof(CapDialog.Email)] = member.Email,
            [nameof(CapDialog.MonthlyUsd)] = member.Cap?.Monthly.Usd,
            [nameof(CapDialog.Economy)] = member.Cap?.OnReach is CapAction.Economy,
            [nameof(CapDialog.Version)] = member.Version,
        };
        await NotifyAndReloadAsync(await Dialogs.OpenAsync<CapDialog, string>("Set a monthly cap", parameters));
    }
}
