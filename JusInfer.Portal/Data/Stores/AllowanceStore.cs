using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class AllowanceStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : IAllowanceStore
{
    public async Task<NanoUsd> OpenAsync(AllowanceId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (id.Kind == AllowanceKind.Wallet)
        {
            return await context.Wallets.Where(row => row.TeamId == id.Team).Select(row => (NanoUsd?)row.Settled)
                .SingleOrDefaultAsync(cancellationToken) ?? NanoUsd.Zero;
        }

        id = id with { Subject = StorableText.Sanitize(id.Subject) };
        return await FindAsync(context, id, cancellationToken) ?? await AddAsync(context, id, cancellationToken);
    }

    private static Task<NanoUsd?> FindAsync(PortalDbContext context, AllowanceId id, CancellationToken cancellationToken) => context.Allowances
        .Where(row => row.TeamId == id.Team && row.Subject == id.Subject && row.Kind == id.Kind && row.Model == id.Model
            && row.StartsAt == id.Start && row.EndsAt == id.End)
        .Select(row => (NanoUsd?)row.Spent)
        .SingleOrDefaultAsync(cancellationToken);

    private async Task<NanoUsd> AddAsync(PortalDbContext context, AllowanceId id, CancellationToken cancellationToken)
    {
        // The usage store has the same lock from before its insert until its commit. So each record is either part of the sum, or its
        // transaction finds the new row.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.LockWalletAsync(id.Team, cancellationToken);
        if (await FindAsync(context, id, cancellationToken) is { } known) return known;

        var spent = await new AllowanceSum(context, id).ReadAsync(cancellationToken);
        context.Add(new AllowanceRow
        {
            TeamId = id.Team,
            Kind = id.Kind,
            Subject = id.Subject,
            Model = id.Model,
            StartsAt = id.Start,
            EndsAt = id.End,
            OpenedAt = time.GetUtcNow(),
            Spent = spent,
        });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return spent;
    }
}
