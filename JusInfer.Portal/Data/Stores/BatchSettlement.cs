using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores;

/// <summary>
/// Settles a batch of usage records: one id per team, which all its records name. It is that of an entry of the ledger with the cost of the
/// calls that are not simulated, if there are any.
/// </summary>
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

    /// <summary>
    /// The record with its settlement. The wallet is locked until the transaction is committed, so that a team's settlements sort in the
    /// order in which readers see them.
    /// </summary>
    public UsageRecord Assign(UsageRecord record) => record with { SettlementId = teams[record.TeamId].Entry };

    /// <summary>
    /// Adds an entry per team for the records that were stored, and changes the balances. <c>SaveChanges</c> writes both. Simulated calls
    /// have no entry.
    /// </summary>
    public void Settle(IEnumerable<UsageRecord> stored)
    {
        foreach (var records in stored.GroupBy(record => record.TeamId))
        {
            var (wallet, entry) = teams[records.Key];
            var settled = records.Where(record => !record.Simulated).ToList();
            var cost = settled.Aggregate(NanoUsd.Zero, static (sum, record) => sum + record.Cost);
            if (settled.Count == 0) wallet.SkipEntry(entry);
            else context.Add(wallet.AddEntry(entry, at, LedgerKind.Settlement, NanoUsd.Zero - cost, settled.Count));
        }
    }
}
