using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Each transaction has the lock of the team's wallet, like every one that changes the team's money, so that no two decide at once.</summary>
internal sealed class LeaseStore(
    IDbContextFactory<PortalDbContext> contexts, IAllowanceStore allowances, ChangeFeed feed, TimeProvider time) : ILeaseStore
{
    public async Task<LeaseState> OpenAsync(AllowanceId id, LeaseNode node, CancellationToken cancellationToken)
    {
        id = Stored(id);
        await allowances.OpenAsync(id, cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.LockWalletAsync(id.Team, cancellationToken);
        var own = await context.Leases.AsNoTracking()
            .Where(row => row.TeamId == id.Team && row.Subject == id.Subject && row.Kind == id.Kind && row.Model == id.Model
                && row.StartsAt == id.Start && row.EndsAt == id.End && row.Node == node.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (own is not null) return own.State;

        context.Add(new LeaseRow
        {
            TeamId = id.Team,
            Kind = id.Kind,
            Subject = id.Subject,
            Model = id.Model,
            StartsAt = id.Start,
            EndsAt = id.End,
            Node = node.Id,
            ExpiresAt = await context.ReadTimeAsync(time, cancellationToken) + LeaseTerms.Duration,
        });
        await context.SaveChangesAsync(cancellationToken);
        if (await context.Nodes.AnyAsync(row => row.Id == node.Id && row.EndedAt != null, cancellationToken)) throw new NodeTakenOverException();
        await transaction.CommitAsync(cancellationToken);
        return default;
    }

    public async Task<LeaseReply> ExchangeAsync(LeaseRequest request, LeaseNode node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var wallet = await context.LockWalletAsync(request.Team, cancellationToken);
        var now = await context.ReadTimeAsync(time, cancellationToken);
        var latest = PlausibleTime.Latest(now, LeaseTerms.Duration);
        var ids = request.Items.Select(static item => Stored(item.Id)).ToArray();
        var subjects = ids.Select(static id => id.Subject).Distinct().ToArray();
        var leases = await context.Leases
            .Where(row => row.TeamId == request.Team && EF.Parameter(subjects).Contains(row.Subject))
            .ToListAsync(cancellationToken);
        var totals = await context.Allowances.AsNoTracking()
            .Where(row => row.TeamId == request.Team && EF.Parameter(subjects).Contains(row.Subject))
            .ToListAsync(cancellationToken);

        var accounts = ids.Select((id, i) => AccountOf(id, request.Items[i].Limit)).ToArray();
        var reply = LeaseAllocation.Decide(request, accounts);
        for (var i = 0; i < ids.Length; i++)
        {
            if (reply.Items[i].State is not { } state || OwnOf(ids[i]) is not { } own) continue;
            (own.State, own.ExpiresAt) = (state, now + LeaseTerms.Duration);
        }

        await context.SaveChangesAsync(cancellationToken);
        if (reply.Items.Any(static answer => answer.Lacks && answer.Live > NanoUsd.Zero))
            await feed.AnnounceAsync(context, [new StoreChange(ChangeTopic.Leases, request.Team)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return reply;

        LeaseRow? OwnOf(AllowanceId id) => leases.Find(row => row.Node == node.Id && IsOf(row, id));

        LeaseAccount AccountOf(AllowanceId id, NanoUsd limit)
        {
            var (live, dead) = (NanoUsd.Zero, NanoUsd.Zero);
            foreach (var other in leases.Where(row => row.Node != node.Id && IsOf(row, id)))
            {
                if (other.ExpiresAt > now && other.ExpiresAt <= latest) live += other.State.Leased;
                else dead += other.State.Leased;
            }

            // The store knows the credits of a wallet itself. An allowance without a row was removed with its usage, and has to be opened again.
            if (id.Kind == AllowanceKind.Wallet) return new LeaseAccount(OwnOf(id)?.State, wallet.State.Credited, wallet.Settled, live, dead);
            var total = totals.Find(row => IsOf(row, id));
            return new LeaseAccount(total is null ? null : OwnOf(id)?.State, limit, total?.Spent ?? NanoUsd.Zero, live, dead);
        }
    }

    private static AllowanceId Stored(AllowanceId id) => id with { Subject = StorableText.Sanitize(id.Subject) };

    private static bool IsOf(IAllowanceTotal row, AllowanceId id) =>
        row.Kind == id.Kind && row.Subject == id.Subject && row.Model == id.Model && row.StartsAt == id.Start && row.EndsAt == id.End;
}
