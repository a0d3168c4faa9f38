using System.Collections.Immutable;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class InvitationStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer) : IInvitationStore
{
    public Task AddAsync(Invitation invitation, byte[] hash, CancellationToken cancellationToken) => writer.WriteAsync(
        invitation.TenantId,
        async context =>
        {
            var expired = invitation.CreatedAt - Invitation.Lifetime;
            await context.Invitations
                .Where(row => row.TenantId == invitation.TenantId && (row.Email == invitation.Email || row.CreatedAt <= expired))
                .ExecuteDeleteAsync(cancellationToken);
            context.Add(ToRow(invitation, hash));
            return await context.SaveChangesAsync(cancellationToken);
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
            if (await RowsOf(context, invitation.TenantId, invitation.Id).ExecuteDeleteAsync(cancellationToken) == 0) return 0;
            context.Add(MemberMapping.ToRow(member));
            return await context.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    public Task<bool> RemoveAsync(TenantId tenant, InvitationId id, CancellationToken cancellationToken) =>
        writer.WriteAsync(tenant, context => RowsOf(context, tenant, id).ExecuteDeleteAsync(cancellationToken), cancellationToken);

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
