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
    public async Task<WalletState> GetAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var wallets = context.Wallets.AsNoTracking().Where(row => row.TeamId == team);
        if (await wallets.SingleOrDefaultAsync(cancellationToken) is not { } wallet) return WithoutRow(team);
        var credit = policy.Amount; // It changes when demo mode ends.
        switch (await new InitialCredit(policy).DecideAsync(context, wallet, credit, cancellationToken))
        {
            case InitialCreditDecision.Credit: await GrantInitialCreditAsync(team, credit, time.GetUtcNow(), cancellationToken); break;
            case InitialCreditDecision.Postpaid: await MakeOperatorsAsync(team, cancellationToken); break;
            default: return wallet.State;
        }

        // Read again even if another node was first.
        return (await wallets.SingleAsync(cancellationToken)).State;
    }

    public async Task<LedgerEntry> AddAsync(
        TeamId team, LedgerKind kind, NanoUsd amount, string? note, DateTimeOffset at, CancellationToken cancellationToken)
    {
        LedgerEntry? added = null;
        await ChangeAsync(
            team,
            (context, wallet) =>
            {
                added = wallet.AddEntry(wallet.NextEntryId(at), at, kind, amount, note: note);
                context.Add(added);
                return CreditOf(added);
            },
            cancellationToken);
        return added!;
    }

    public Task<bool> GrantInitialCreditAsync(TeamId team, NanoUsd amount, DateTimeOffset at, CancellationToken cancellationToken) => ChangeAsync(
        team,
        (context, wallet) =>
        {
            if (wallet.InitialCreditAt is not null) return null;
            wallet.InitialCreditAt = at;
            var credit = wallet.AddEntry(wallet.NextEntryId(at), at, LedgerKind.Credit, amount, note: "Initial credit");
            context.Add(credit);
            return CreditOf(credit);
        },
        cancellationToken);

    public Task SetModeAsync(TeamId team, WalletMode mode, CancellationToken cancellationToken) =>
        ChangeAsync(team, (_, wallet) => SetMode(wallet, mode), cancellationToken);

    public async Task<ImmutableArray<LedgerEntry>> ListAsync(
        TeamId team, int limit, LedgerEntryId? before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = context.LedgerEntries.AsNoTracking().Where(entry => entry.TeamId == team);
        if (before is { } id) entries = entries.Where(entry => entry.Id.CompareTo(id) < 0);
        return [.. await entries.OrderByDescending(entry => entry.Id).Take(limit).ToListAsync(cancellationToken)];
    }

    public async Task<WalletStatement> ReadStatementAsync(TeamId team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // No id is earlier than its entry, but ids that continue those of a clock that was ahead are later.
        var first = new LedgerEntryId(RequestIdRange.LowestAt(from).Value);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entries = context.LedgerEntries.AsNoTracking().Where(entry => entry.TeamId == team);
        var last = await entries.Where(entry => entry.Id.CompareTo(first) < 0)
            .OrderByDescending(entry => entry.Id)
            .FirstOrDefaultAsync(cancellationToken);
        var sums = await entries.Where(entry => entry.Id.CompareTo(first) >= 0 && entry.At < to)
            .GroupBy(entry => new { entry.Kind, IsEarlier = entry.At < from })
            .Select(static sum => new
            {
                sum.Key.Kind,
                sum.Key.IsEarlier,
                Entries = sum.LongCount(),
                Requests = sum.Sum(entry => (long?)entry.Requests) ?? 0,
                Amount = sum.Sum(entry => (long)(object)entry.Amount),
            })
            .ToListAsync(cancellationToken);
        var lines = sums.ToLookup(
            static sum => sum.IsEarlier,
            static sum => new StatementLine(sum.Kind, sum.Entries, sum.Requests, new NanoUsd(sum.Amount)));
        return new WalletStatement(
            lines[true].Aggregate(last?.Balance ?? NanoUsd.Zero, static (balance, line) => balance + line.Amount),
            [.. lines[false].OrderBy(static line => line.Kind)]);
    }

    public async Task<ImmutableArray<TeamWallet>> ListTeamsAsync(int limit, TeamId? after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var teams = context.Teams.AsQueryable();
        if (after is { } id) teams = teams.Where(row => row.Id.CompareTo(id) > 0);
        return await ReadTeamsAsync(context, teams.OrderBy(row => row.Id).Take(limit), cancellationToken);
    }

    public async Task<ImmutableArray<TeamWallet>> ListNewestTeamsAsync(int limit, TeamId? before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var teams = context.Teams.AsQueryable();
        if (before is { } id) teams = teams.Where(row => row.Id.CompareTo(id) < 0);
        return [.. (await ReadTeamsAsync(context, teams.OrderByDescending(row => row.Id).Take(limit), cancellationToken)).OrderByDescending(static team => team.Id)];
    }

    public async Task<TeamWallet?> FindTeamAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadTeamsAsync(context, context.Teams.Where(row => row.Id == team), cancellationToken)).SingleOrDefault();
    }

    public async Task<string?> FindImbalanceAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await new LedgerCheck(context, team).FindImbalanceAsync(time.GetUtcNow(), cancellationToken);
    }

    private static async Task<ImmutableArray<TeamWallet>> ReadTeamsAsync(
        PortalDbContext context, IQueryable<TeamRow> teams, CancellationToken cancellationToken)
    {
        var rows = await (
            from team in teams.AsNoTracking()
            join wallet in context.Wallets.AsNoTracking() on team.Id equals wallet.TeamId into wallets
            from wallet in wallets.DefaultIfEmpty()
            orderby team.Id
            select new { Team = team, Wallet = wallet }).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new TeamWallet(
                row.Team.Id, row.Team.Name, row.Team.CreatedAt, row.Wallet?.State ?? WithoutRow(row.Team.Id))),
        ];
    }

    /// <summary>The wallet of a team that a node of the version before wallets added.</summary>
    private static WalletState WithoutRow(TeamId team) => new(team, WalletMode.Postpaid, NanoUsd.Zero, NanoUsd.Zero);

    /// <summary>Makes an operator's own team postpaid. It is not decided again, so that an operator can make it prepaid.</summary>
    private Task<bool> MakeOperatorsAsync(TeamId team, CancellationToken cancellationToken) => ChangeAsync(
        team,
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
        return new AuditEvent(AuditActions.WalletChanged, wallet.TeamId.ToString()) { Changes = [change] };
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
    private Task<bool> ChangeAsync(TeamId team, Func<PortalDbContext, WalletRow, AuditEvent?> change, CancellationToken cancellationToken) => writer.WriteAsync(
        team,
        [ChangeTopic.Wallet],
        async context =>
        {
            var what = change(context, await context.LockWalletAsync(team, cancellationToken));
            var changed = await context.SaveChangesAsync(cancellationToken);
            if (what is not null) await audit.AppendAsync(context, team, what, cancellationToken);
            return changed;
        },
        cancellationToken);
}
