using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Removes members and teams within a transaction. Their rows stay, because keys, usage and ledgers refer to them.</summary>
internal static class TeamRemoval
{
    /// <summary>
    /// Removes a member, revokes their keys, deletes their invitations and links to set passwords, disconnects their OAuth clients and
    /// deletes the mails to and by them; false if the team has no such member, or no other owner.
    /// </summary>
    public static async Task<bool> RemoveMemberAsync(
        PortalDbContext context, TeamId team, MemberId member, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await LockAsync(context, team, cancellationToken);
        var present = context.Members.Where(row => row.TeamId == team && row.RemovedAt == null);
        var wasOwner = await present.AnyAsync(row => row.Id == member && row.Role == Role.Owner, cancellationToken);
        var removed = await present
            .Where(row => row.Id == member)
            .Where(row => row.Role != Role.Owner || present.Any(other => other.Id != member && other.Role == Role.Owner))
            .ExecuteUpdateAsync(row => row.SetProperty(gone => gone.RemovedAt, at), cancellationToken);
        if (removed == 0) return false;

        await RevokeKeysAsync(context, team, member, at, cancellationToken);
        await InvitationStore.RemoveInvalidAsync(context, team, hasDemoted: false, cancellationToken);
        await RemoveResetLinksAsync(context, team, wasOwner ? null : member, cancellationToken);

        // Otherwise a client would act for the person again who comes back to the team.
        await GrantsOf(context, team).Where(row => context.Members.Any(other => other.Id == member && other.UserId == row.UserId)).ExecuteDeleteAsync(cancellationToken);
        await RemoveMailsAsync(context, team, member, cancellationToken);
        await context.Set<OutgoingMail>().Where(row => row.TeamId == team && row.MemberId == member).ExecuteDeleteAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes all members, revokes all keys, and deletes the sessions of OAuth clients, invitations, links to set passwords, stored responses, reports, alerts, webhooks and mails; false if the team has no members.</summary>
    public static async Task<bool> RemoveTeamAsync(PortalDbContext context, TeamId team, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await LockAsync(context, team, cancellationToken);
        var removed = await context.Members
            .Where(row => row.TeamId == team && row.RemovedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(gone => gone.RemovedAt, at), cancellationToken);
        if (removed == 0) return false;

        await RevokeAsync(context.Keys.Where(row => row.TeamId == team), at, cancellationToken);
        await RemoveResetLinksAsync(context, team, member: null, cancellationToken);
        await GrantsOf(context, team).ExecuteDeleteAsync(cancellationToken);
        await context.Invitations.Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        await context.StoredResponses.Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        await context.Set<WebhookRow>().Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        await context.Set<FeedbackReport>().Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        await context.Set<PromptSessionRow>().Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        await context.Set<Alert>().Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        await context.Set<OutgoingMail>().Where(row => row.TeamId == team).ExecuteDeleteAsync(cancellationToken);
        return true;
    }

    /// <summary>
    /// Lets changes of a team's members follow each other until the end of the transaction. Otherwise two owners who leave at the same time on two nodes would
    /// each see the other one stay.
    /// </summary>
    public static Task LockAsync(PortalDbContext context, TeamId team, CancellationToken cancellationToken) => context.Teams
        .Where(row => row.Id == team)
        .ExecuteUpdateAsync(row => row.SetProperty(team => team.Version, team => team.Version), cancellationToken);

    /// <summary>Deletes the mails about the team to a member, who may not read them any more.</summary>
    public static async Task RemoveMailsAsync(PortalDbContext context, TeamId team, MemberId member, CancellationToken cancellationToken)
    {
        var user = new UserId(await context.Members.Where(row => row.Id == member).Select(static row => row.UserId).SingleAsync(cancellationToken));
        await context.Set<OutgoingMail>().Where(row => row.TeamId == team && row.UserId == user).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>
    /// Deletes the links to set a password that an owner may have made: those of one member who leaves the team, or of all members when an
    /// owner stops being one. Who made a link knows it. Links that were mailed stay.
    /// </summary>
    public static Task<int> RemoveResetLinksAsync(
        PortalDbContext context, TeamId team, MemberId? member, CancellationToken cancellationToken) =>
        context.PasswordResets
            .Where(reset => !reset.IsMailed)
            .Where(reset => context.Members.Any(
                row => row.TeamId == team && row.UserId == reset.UserId && (member == null || row.Id == member)))
            .ExecuteDeleteAsync(cancellationToken);

    /// <summary>
    /// Deletes the link that an owner of the only team of an account may have made, before the account gets another team.
    /// </summary>
    public static Task<int> RemoveResetLinkAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken) =>
        context.PasswordResets.Where(reset => reset.UserId == user.Value && !reset.IsMailed).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Revokes all keys that a member minted, also those that belong to the team.</summary>
    public static Task<int> RevokeMintedKeysAsync(PortalDbContext context, Member member, DateTimeOffset at, CancellationToken cancellationToken) =>
        RevokeAsync(context.Keys.Where(row => row.TeamId == member.TeamId && row.MemberId == member.Id), at, cancellationToken);

    /// <summary>Revokes the keys of a member. Service keys that the member minted belong to the team and stay.</summary>
    public static Task<int> RevokeKeysAsync(PortalDbContext context, TeamId team, MemberId member, DateTimeOffset at, CancellationToken cancellationToken) =>
        RevokeAsync(context.Keys.Where(row => row.TeamId == team && row.MemberId == member && !row.Service), at, cancellationToken);

    /// <summary>The sessions of OAuth clients in the team.</summary>
    private static IQueryable<SignInSessionRow> GrantsOf(PortalDbContext context, TeamId team) => context.Sessions.Where(row => row.TeamId == team && row.Client != null);

    private static Task<int> RevokeAsync(IQueryable<KeyRow> keys, DateTimeOffset at, CancellationToken cancellationToken) => keys
        .Where(row => row.RevokedAt == null)
        .ExecuteUpdateAsync(row => row.SetProperty(key => key.RevokedAt, at).SetProperty(key => key.Version, key => key.Version + 1), cancellationToken);
}
