using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class WalletStore(
    IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, InitialCreditPolicy policy, AuditWriter audit, TimeProvider time) : IWalletStore
{
    public async Task<WalletState> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var wallets = context.Wallets.AsNoTracking().Where(row => row.TenantId == tenant);
        if (await wallets.SingleOrDefaultAsync(cancellationToken) is not { } wallet) return WithoutRow(tenant);
        var credit = policy.Amount; // It changes when demo mode ends.
        switch (await new InitialCredit(policy).DecideAsync(context, wallet, credit, cancellationToken))
        {
            case InitialCreditDecision.Credit: await GrantInitialCreditAsync(tenant, credit, time.GetUtcNow(), cancellationToken); break;
            case InitialCreditDecision.Postpaid: await MakeOperatorsAsync(tenant, cancellationToken); break;
            default: return wallet.State;
        }

        // Read again even if another node was first.
        return (await wallets.SingleAsync(cancellationToken)).State;
    }

    public async Task<LedgerEntry> AddAsync(
        TenantId tenant, LedgerKind kind, NanoUsd amount, string? note, DateTimeOffset at, CancellationToken cancellationToken)
    {
        LedgerEntry? added = null;
        await ChangeAsync(
            tenant,
            (context, wallet) =>
            {
                added = wallet.AddEntry(wallet.NextEntryId(at), at, kind, amount, note: note);
                context.Add(added);
                return CreditOf(added);
            },
            cancellationToken);
        return added!;
    }

    public Task<bool> GrantInitialCreditAsync(TenantId tenant, NanoUsd amount, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        tenant,
        (context, wallet) =>
        {
            if (wallet.InitialCreditAt is not null) return null;
            wallet.InitialCreditAt = at;
            var credit = wallet.AddEntry(wallet.NextEntryId(at), at, LedgerKind.Credit, amount, note: "Initial credit");
            context.Add(credit);
            return CreditOf(credit);
        },
        cancellationToken);

    public Task SetModeAsync(TenantId tenant, WalletMode mode, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, (_, wallet) => SetMode(wallet, mode), cancellationToken);

    public async Task<ImmutableArray<LedgerEntry>> ListAsync(
        TenantId tenant, int limit, LedgerEntryId? before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = context.LedgerEntries.AsNoTracking().Where(entry => entry.TenantId == tenant);
        if (before is { } id) entries = entries.Where(entry => entry.Id.CompareTo(id) < 0);
        return [.. await entries.OrderByDescending(entry => entry.Id).Take(limit).ToListAsync(cancellationToken)];
    }

    public async Task<WalletStatement> ReadStatementAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (first, end) = (new LedgerEntryId(RequestIdRange.LowestAt(from).Value), new LedgerEntryId(RequestIdRange.LowestAt(to).Value));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var opening = await context.LedgerEntries.AsNoTracking()
            .Where(entry => entry.TenantId == tenant && entry.Id.CompareTo(first) < 0)
            .OrderByDescending(entry => entry.Id)
            .FirstOrDefaultAsync(cancellationToken);
        var sums = await context.Database.SqlQuery<LedgerSum>($"""
            SELECT kind AS "Kind", COUNT(*) AS "Entries", CAST(COALESCE(SUM(requests), 0) AS bigint) AS "Requests", CAST(SUM(amount) AS bigint) AS "Amount"
            FROM ledger_entries
            WHERE tenant_id = {context.ToParameter(tenant.Value)} AND id >= {context.ToParameter(first.Value)} AND id < {context.ToParameter(end.Value)}
            GROUP BY kind
            """).ToListAsync(cancellationToken);
        return new WalletStatement(
            opening?.Balance ?? NanoUsd.Zero,
            [.. sums.Select(static sum => new StatementLine(Enum.Parse<LedgerKind>(sum.Kind), sum.Entries, sum.Requests, new NanoUsd(sum.Amount))).OrderBy(static line => line.Kind)]);
    }

    public async Task<ImmutableArray<TeamWallet>> ListTeamsAsync(int limit, TenantId? after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tenants = context.Tenants.AsQueryable();
        if (after is { } id) tenants = tenants.Where(row => row.Id.CompareTo(id) > 0);
        return await ReadTeamsAsync(context, tenants.OrderBy(row => row.Id).Take(limit), cancellationToken);
    }

    public async Task<ImmutableArray<TeamWallet>> ListNewestTeamsAsync(int limit, TenantId? before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tenants = context.Tenants.AsQueryable();
        if (before is { } id) tenants = tenants.Where(row => row.Id.CompareTo(id) < 0);
        return [.. (await ReadTeamsAsync(context, tenants.OrderByDescending(row => row.Id).Take(limit), cancellationToken)).OrderByDescending(static team => team.Id)];
    }

    public async Task<TeamWallet?> FindTeamAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadTeamsAsync(context, context.Tenants.Where(row => row.Id == tenant), cancellationToken)).SingleOrDefault();
    }

    public async Task<string?> FindImbalanceAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await new LedgerCheck(context, tenant).FindImbalanceAsync(time.GetUtcNow(), cancellationToken);
    }

    private static async Task<ImmutableArray<TeamWallet>> ReadTeamsAsync(
        PortalDbContext context, IQueryable<TenantRow> tenants, CancellationToken cancellationToken)
    {
        var rows = await (
            from tenant in tenants.AsNoTracking()
            join wallet in context.Wallets.AsNoTracking() on tenant.Id equals wallet.TenantId into wallets
            from wallet in wallets.DefaultIfEmpty()
            orderby tenant.Id
            select new { Tenant = tenant, Wallet = wallet }).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new TeamWallet(
                row.Tenant.Id, row.Tenant.Name, row.Tenant.CreatedAt, row.Wallet?.State ?? WithoutRow(row.Tenant.Id))),
        ];
    }

    /// <summary>The wallet of a team that a node of the version before wallets added.</summary>
    private static WalletState WithoutRow(TenantId tenant) => new(tenant, WalletMode.Postpaid, NanoUsd.Zero, NanoUsd.Zero);

    /// <summary>Makes an operator's own team postpaid. It is not decided again, so that an operator can make it prepaid.</summary>
    private Task<bool> MakeOperatorsAsync(TenantId tenant, CancellationToken cancellationToken) => ChangeAsync(
        tenant,
        (_, wallet) =>
        {
            wallet.InitialCreditAt = time.GetUtcNow();
            return SetMode(wallet, WalletMode.Postpaid);
        },
        cancellationToken);

    private static AuditEvent? SetMode(WalletRow wallet, WalletMode mode)
    {
        if (wallet.Mode == mode) return null;
        var change = new AuditChange("wallet", EnumFormat.Format(wallet.Mode), EnumFormat.Format(mode));
        wallet.Mode = mode;
        return new AuditEvent(AuditActions.WalletChanged, wallet.TenantId.ToString()) { Changes = [change] };
    }

    private static AuditEvent CreditOf(LedgerEntry entry) => new(AuditActions.WalletCredited, entry.Id.ToString())
    {
        Changes =
        [
            new AuditChange("kind", null, EnumFormat.Format(entry.Kind)), new AuditChange("amount_usd", null, entry.Amount.ToString()),
            new AuditChange("note", null, entry.Note) { IsPersonal = true },
        ],
    };

    /// <summary>Changes the locked wallet, and appends to the audit log what the change returns; false if nothing changed.</summary>
    private Task<bool> ChangeAsync(TenantId tenant, Func<PortalDbContext, WalletRow, AuditEvent?> change, CancellationToken cancellationToken) => writer.WriteAsync(
        tenant,
        [ChangeTopic.Wallet],
        async context =>
        {
            var what = change(context, await context.LockWalletAsync(tenant, cancellationToken));
            var changed = await context.SaveChangesAsync(cancellationToken);
            if (what is not null) await audit.AppendAsync(context, tenant, what, cancellationToken);
            return changed;
        },
        cancellationToken);

    private sealed record LedgerSum(string Kind, long Entries, long Requests, long Amount);
}
