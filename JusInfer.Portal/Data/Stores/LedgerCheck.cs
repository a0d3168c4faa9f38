using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Checks that a team's ledger adds up. The database sums, and each query is one statement, so that a settlement during the check is either in
/// all of its sums or in none.
/// </summary>
internal sealed class LedgerCheck(PortalDbContext context, TeamId team)
{
    /// <summary>Bounds the number of calls that are read.</summary>
    private static readonly TimeSpan CheckedPeriod = TimeSpan.FromDays(7);

    /// <returns>What does not add up and where; null if all of it does.</returns>
    public async Task<string?> FindImbalanceAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await FindWrongBalanceAsync(cancellationToken) ?? await FindWrongSettlementAsync(now - CheckedPeriod, cancellationToken);

    private async Task<string?> FindWrongBalanceAsync(CancellationToken cancellationToken)
    {
        var sums = await context.Database.SqlQuery<Sums>($"""
            SELECT balance AS "Balance", settled AS "Settled",
                CAST(COALESCE((SELECT SUM(amount) FROM ledger_entries WHERE tenant_id = wallets.tenant_id), 0) AS bigint) AS "Entries",
                CAST(COALESCE((SELECT -SUM(amount) FROM ledger_entries WHERE tenant_id = wallets.tenant_id AND kind = 'Settlement'), 0) AS bigint)
                    AS "Settlements"
            FROM wallets WHERE tenant_id = {context.ToParameter(team.Value)}
            """).SingleOrDefaultAsync(cancellationToken);
        if (sums is null || (sums.Balance == sums.Entries && sums.Settled == sums.Settlements)) return null;

        var wrong = await context.Database.SqlQuery<Guid>($"""
            SELECT id AS "Value" FROM (
                SELECT id, balance, SUM(amount) OVER (ORDER BY id) AS expected FROM ledger_entries WHERE tenant_id = {context.ToParameter(team.Value)}) AS entries
            WHERE balance <> expected ORDER BY id LIMIT 1
            """).ToListAsync(cancellationToken);
        var place = wrong is [var id] ? $"The first entry with a wrong balance is {new LedgerEntryId(id)}." : "No entry has a wrong balance.";
        return $"The balance is {new NanoUsd(sums.Balance)} USD and the entries sum to {new NanoUsd(sums.Entries)} USD. The settled cost is "
            + $"{new NanoUsd(sums.Settled)} USD and the settlements sum to {new NanoUsd(sums.Settlements)} USD. {place}";
    }

    private async Task<string?> FindWrongSettlementAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        // A settlement can have fewer calls here: those that are older, or that were removed after the retention period. Calls without an
        // entry are those of UsageRecord.SettlementEntryId.
        var first = RequestIdRange.LowestAt(from);
        var wrong = await context.Database.SqlQuery<Guid>($"""
            SELECT calls.id AS "Value" FROM (
                SELECT settlement_id AS id, COUNT(*) AS requests, SUM(cost) AS cost FROM usage_requests
                WHERE tenant_id = {context.ToParameter(team.Value)} AND id >= {context.ToParameter(first.Value)} AND NOT simulated
                    AND settlement_id <> id
                GROUP BY settlement_id) AS calls
            LEFT JOIN ledger_entries AS entries
                ON entries.tenant_id = {context.ToParameter(team.Value)} AND entries.id = calls.id AND entries.kind = 'Settlement'
            WHERE entries.id IS NULL OR calls.requests > entries.requests OR calls.cost > -entries.amount
                OR (calls.requests = entries.requests AND calls.cost <> -entries.amount)
            LIMIT 1
            """).ToListAsync(cancellationToken);
        return wrong is [var id] ? $"The calls that name the settlement {new LedgerEntryId(id)} do not sum to it." : null;
    }

    private sealed record Sums(long Balance, long Settled, long Entries, long Settlements);
}
