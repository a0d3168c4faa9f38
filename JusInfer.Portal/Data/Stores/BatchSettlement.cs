using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Settles a batch of usage records: one entry of the ledger per team, which the records name.</summary>
internal sealed class BatchSettlement
{
    private readonly PortalDbContext context;
    private readonly DateTimeOffset at;
    private readonly Dictionary<TeamId, (WalletRow Wallet, LedgerEntryId Entry)> teams;

    private BatchSettlement(PortalDbContext context, IEnumerable<WalletRow> wallets, DateTimeOffset at)
    {
        (this.context, this.at) = (context, at);
        teams = wallets.ToDictionary(wallet => wallet.TeamId, wallet => (wallet, wallet.NextEntryId(at)));
    }

    /// <summary>Locks the wallets of the records' teams until the end of the transaction.</summary>
    /// <param name="context">A context with an open transaction.</param>
    /// <param name="records">The records, sorted by team.</param>
    /// <param name="at">When the records are settled.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task<BatchSettlement> BeginAsync(
        PortalDbContext context, IEnumerable<UsageRecord> records, DateTimeOffset at, CancellationToken cancellationToken)
    {
        TeamId[] settled = [.. records.Select(record => record.TeamId).Distinct()];
        return new BatchSettlement(context, await context.LockWalletsAsync(settled, cancellationToken), at);
    }

    /// <summary>The record with the entry that settles it. Simulated calls are not settled.</summary>
    public UsageRecord Assign(UsageRecord record) =>
        record with { SettlementId = record.Simulated ? null : teams[record.TeamId].Entry };

    /// <summary>Adds an entry per team for the records that were stored, and changes the balances. <c>SaveChanges</c> writes both.</summary>
    public void Settle(IEnumerable<UsageRecord> stored)
    {
        foreach (var records in stored.Where(record => record.SettlementId is not null).GroupBy(record => record.TeamId))
        {
            var (wallet, entry) = teams[records.Key];
            var cost = records.Aggregate(NanoUsd.Zero, static (sum, record) => sum + record.Cost);
            context.Add(wallet.AddEntry(entry, at, LedgerKind.Settlement, NanoUsd.Zero - cost, records.Count()));
        }
    }
}
