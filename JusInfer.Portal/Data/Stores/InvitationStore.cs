using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class InvitationStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit) : IInvitationStore
{
    public Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancellationToken) => writer.WriteAsync(
        invitation.TeamId,
        async context =>
        {
            var (expired, spellings) = (invitation.CreatedAt - Invitation.Lifetime, EmailAddress.SpellingsOf(invitation.Email).ToArray());
            await context.Invitations
                .Where(row => row.TeamId == invitation.TeamId && (EF.Parameter(spellings).Contains(row.Email) || row.CreatedAt <= expired))
                .ExecuteDeleteAsync(cancellationToken);
            await RemoveMailsAsync(context, invitation.TeamId, cancellationToken);
            context.Add(ToRow(invitation, hash));
            var added = await context.SaveChangesAsync(cancellationToken);
            var what = new AuditEvent(AuditActions.MemberInvited, invitation.Id.ToString()) { Changes = AuditFields.Between(null, invitation) };
            await audit.AppendAsync(context, invitation.TeamId, what, cancellationToken);
            return added;
        },
        cancellationToken);

    public async Task<Invitation?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await ValidIn(context).AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        return row is null ? null : ToInvitation(row);
    }

    public async Task<ImmutableArray<Invitation>> ListAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await ValidIn(context).AsNoTracking()
            .Where(row => row.TeamId == team)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(ToInvitation)];
    }

    // The deletion decides which of two concurrent acceptances succeeds.
    public Task<bool> AcceptAsync(Invitation invitation, Member member, CancellationToken cancellationToken) => writer.WriteAsync(
        invitation.TeamId,
        async context =>
        {
            if (!await AccountLock.TakeAsync(context, member.UserId, cancellationToken)) return 0;
            await TeamRemoval.LockAsync(context, invitation.TeamId, cancellationToken);
            if (await WasRemovedSinceAsync(context, invitation, member.UserId, cancellationToken)) return 0;
            var valid = ValidIn(context).Where(row => row.TeamId == invitation.TeamId && row.Id == invitation.Id);
            if (await valid.ExecuteDeleteAsync(cancellationToken) == 0) return 0;
            await RemoveMailsAsync(context, invitation.TeamId, cancellationToken);
            await TeamRemoval.RemoveResetLinkAsync(context, member.UserId, cancellationToken);
            context.Add(MemberMapping.ToRow(member));
            var added = await context.SaveChangesAsync(cancellationToken);

            // From now on the invited address is that of an account, with which it will be deleted.
            var subject = invitation.Id.ToString();
            await context.Set<AuditDetailsRow>()
                .Where(row => row.TeamId == invitation.TeamId
                    && context.Set<AuditEntry>().Any(entry => entry.TeamId == row.TeamId && entry.Number == row.Number && entry.Subject == subject))
                .ExecuteUpdateAsync(row => row.SetProperty(details => details.Person, member.UserId), cancellationToken);
            var what = new AuditEvent(AuditActions.MemberJoined, member.Id.ToString()) { Changes = AuditFields.Between(null, member), Actor = member.UserId };
            await audit.AppendAsync(context, invitation.TeamId, what, cancellationToken);
            return added;
        },
        cancellationToken);

    public Task<bool> RemoveAsync(TeamId team, InvitationId id, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            team,
            async context =>
            {
                var removed = await RowsOf(context, team, id).ExecuteDeleteAsync(cancellationToken);
                if (removed > 0) await RemoveMailsAsync(context, team, cancellationToken);
                if (removed > 0) await audit.AppendAsync(context, team, new AuditEvent(AuditActions.InvitationRevoked, id.ToString()), cancellationToken);
                return removed;
            },
            cancellationToken);

    /// <summary>
    /// Deletes the invitations of a team whose issuer may not send them any more, and their mails. They are not valid anyway; this also
    /// keeps nodes of the previous release from accepting them.
    /// </summary>
    /// <param name="context">The transaction.</param>
    /// <param name="team">The team.</param>
    /// <param name="hasDemoted">Whether someone who may have sent those without a known issuer stays in a lesser role.</param>
    /// <param name="cancellationToken">Cancels the deletion.</param>
    internal static async Task RemoveInvalidAsync(
        PortalDbContext context, TeamId team, bool hasDemoted, CancellationToken cancellationToken)
    {
        var valid = ValidIn(context);
        var removed = await context.Invitations
            .Where(row => row.TeamId == team && (!valid.Any(other => other.Id == row.Id) || (hasDemoted && row.IssuerId == null)))
            .ExecuteDeleteAsync(cancellationToken);
        if (removed > 0) await RemoveMailsAsync(context, team, cancellationToken);
    }

    /// <summary>
    /// The invitations whose issuer may send them still: a member, and an owner if they make an admin. One without a known issuer is of a
    /// node of the previous release; it ends when anybody leaves the team, who may have sent it in an earlier role.
    /// </summary>
    private static IQueryable<InvitationRow> ValidIn(PortalDbContext context) => context.Invitations.Where(row =>
        row.IssuerId == null
            ? !context.Members.Any(member => member.TeamId == row.TeamId && member.RemovedAt > row.CreatedAt)
            : context.Members.Any(issuer => issuer.Id == row.IssuerId && issuer.RemovedAt == null
                && (issuer.Role == Role.Owner || (issuer.Role == Role.Admin && row.Role != Role.Admin))));

    /// <summary>Whether the account has left the team since the invitation was sent, whichever address it had.</summary>
    private static Task<bool> WasRemovedSinceAsync(
        PortalDbContext context, Invitation invitation, UserId user, CancellationToken cancellationToken) =>
        context.Members.AnyAsync(
            row => row.TeamId == invitation.TeamId && row.UserId == user.Value && row.RemovedAt > invitation.CreatedAt, cancellationToken);

    /// <summary>Deletes the mails of invitations that are gone, so that none arrives with a link that does not work.</summary>
    private static Task<int> RemoveMailsAsync(PortalDbContext context, TeamId team, CancellationToken cancellationToken) => context.Set<OutgoingMail>()
        .Where(mail => mail.TeamId == team && mail.InvitationId != null && !context.Invitations.Any(row => row.Id == mail.InvitationId))
        .ExecuteDeleteAsync(cancellationToken);

    private static IQueryable<InvitationRow> RowsOf(PortalDbContext context, TeamId team, InvitationId id) =>
        context.Invitations.Where(row => row.TeamId == team && row.Id == id);

    private static InvitationRow ToRow(Invitation invitation, byte[] hash) => new()
    {
        Id = invitation.Id,
        TeamId = invitation.TeamId,
        IssuerId = invitation.Issuer,
        Hash = hash,
        Email = invitation.Email,
        Role = invitation.Role,
        CreatedAt = invitation.CreatedAt,
    };

    private static Invitation ToInvitation(InvitationRow row) => new()
    {
        Id = row.Id,
        TeamId = row.TeamId,
        Email = row.Email,
        Role = row.Role,
        Issuer = row.IssuerId,
        CreatedAt = row.CreatedAt,
    };
}
