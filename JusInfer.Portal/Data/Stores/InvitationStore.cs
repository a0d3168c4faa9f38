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
        invitation.TenantId,
        async context =>
        {
            var expired = invitation.CreatedAt - Invitation.Lifetime;
            await context.Invitations
                .Where(row => row.TenantId == invitation.TenantId && (row.Email == invitation.Email || row.CreatedAt <= expired))
                .ExecuteDeleteAsync(cancellationToken);
            await RemoveMailsAsync(context, invitation.TenantId, cancellationToken);
            context.Add(ToRow(invitation, hash));
            var added = await context.SaveChangesAsync(cancellationToken);
            var what = new AuditEvent(AuditActions.MemberInvited, invitation.Id.ToString()) { Changes = AuditFields.Between(null, invitation) };
            await audit.AppendAsync(context, invitation.TenantId, what, cancellationToken);
            return added;
        },
        cancellationToken);

    public async Task<Invitation?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Invitations.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        return row is null ? null : ToInvitation(row);
    }

    public async Task<ImmutableArray<Invitation>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Invitations.AsNoTracking()
            .Where(row => row.TenantId == tenant)
            .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(ToInvitation)];
    }

    // The deletion decides which of two concurrent acceptances succeeds.
    public Task<bool> AcceptAsync(Invitation invitation, Member member, CancellationToken cancellationToken) => writer.WriteAsync(
        invitation.TenantId,
        async context =>
        {
            if (!await AccountLock.TakeAsync(context, member.UserId, cancellationToken)) return 0;
            if (await RowsOf(context, invitation.TenantId, invitation.Id).ExecuteDeleteAsync(cancellationToken) == 0) return 0;
            await RemoveMailsAsync(context, invitation.TenantId, cancellationToken);
            context.Add(MemberMapping.ToRow(member));
            var added = await context.SaveChangesAsync(cancellationToken);

            // From now on the invited address is that of an account, with which it will be deleted.
            var subject = invitation.Id.ToString();
            await context.Set<AuditDetailsRow>()
                .Where(row => row.TenantId == invitation.TenantId
                    && context.Set<AuditEntry>().Any(entry => entry.TenantId == row.TenantId && entry.Number == row.Number && entry.Subject == subject))
                .ExecuteUpdateAsync(row => row.SetProperty(details => details.Person, member.UserId), cancellationToken);
            var what = new AuditEvent(AuditActions.MemberJoined, member.Id.ToString()) { Changes = AuditFields.Between(null, member), Actor = member.UserId };
            await audit.AppendAsync(context, invitation.TenantId, what, cancellationToken);
            return added;
        },
        cancellationToken);

    public Task<bool> RemoveAsync(TenantId tenant, InvitationId id, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            tenant,
            async context =>
            {
                var removed = await RowsOf(context, tenant, id).ExecuteDeleteAsync(cancellationToken);
                if (removed > 0) await RemoveMailsAsync(context, tenant, cancellationToken);
                if (removed > 0) await audit.AppendAsync(context, tenant, new AuditEvent(AuditActions.InvitationRevoked, id.ToString()), cancellationToken);
                return removed;
            },
            cancellationToken);

    /// <summary>Deletes the mails of invitations that are gone, so that none arrives with a link that does not work.</summary>
    private static Task<int> RemoveMailsAsync(PortalDbContext context, TenantId tenant, CancellationToken cancellationToken) => context.Set<OutgoingMail>()
        .Where(mail => mail.TenantId == tenant && mail.InvitationId != null && !context.Invitations.Any(row => row.Id == mail.InvitationId))
        .ExecuteDeleteAsync(cancellationToken);

    private static IQueryable<InvitationRow> RowsOf(PortalDbContext context, TenantId tenant, InvitationId id) =>
        context.Invitations.Where(row => row.TenantId == tenant && row.Id == id);

    private static InvitationRow ToRow(Invitation invitation, byte[] hash) => new()
    {
        Id = invitation.Id,
        TenantId = invitation.TenantId,
        Hash = hash,
        Email = invitation.Email,
        Role = invitation.Role,
        CreatedAt = invitation.CreatedAt,
    };

    private static Invitation ToInvitation(InvitationRow row) => new()
    {
        Id = row.Id,
        TenantId = row.TenantId,
        Email = row.Email,
        Role = row.Role,
        CreatedAt = row.CreatedAt,
    };
}
