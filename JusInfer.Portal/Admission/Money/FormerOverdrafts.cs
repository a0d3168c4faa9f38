using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Admission.Money;

/// <summary>Charges overdrafts within the limits of today, by the lease of the process that could not ask.</summary>
internal sealed class FormerOverdrafts(
    BudgetCache budgets, WalletCache wallets, RunBudgets runBudgets, IKeyStore keys, ITenancyStore tenancy, IAllowanceStore allowances,
    ILeaseStore leases, StoreLock storeLock, JournalOwners owners, TimeProvider time) : IFormerOverdrafts
{
    public async Task<IReadOnlyList<UsageRecord>> ChargeAsync(
        IReadOnlyList<UsageRecord> records, IReadOnlyDictionary<RequestId, NanoUsd> overdrafts, CancellationToken cancellationToken)
    {
        // The calls are those of the first one. Others were killed while they recovered them, and lease nothing.
        if (owners.FindFormer() is not [var former, ..]) return records;
        var lease = new FormerLease(leases, new LeaseNode(former), time);

        // Apart from what this node knows of them: the lease of the process is not its own.
        using var limits = new LimitReader(budgets, wallets, runBudgets, allowances, storeLock, closed: new(), stored: new(), time);
        return await ChargeAsync(
            records, overdrafts, lease, record => FindLimitsAsync(limits, record, cancellationToken), cancellationToken);
    }

    /// <param name="records">What the process has left.</param>
    /// <param name="overdrafts">What some of the calls cost in addition.</param>
    /// <param name="lease">The lease of the process.</param>
    /// <param name="findLimits">The limits of a call; null if it is not charged.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal static async Task<IReadOnlyList<UsageRecord>> ChargeAsync(
        IReadOnlyList<UsageRecord> records, IReadOnlyDictionary<RequestId, NanoUsd> overdrafts, FormerLease lease,
        Func<UsageRecord, Task<Limit[]?>> findLimits, CancellationToken cancellationToken)
    {
        var teams = records.Where(record => overdrafts.ContainsKey(record.Id)).Select(static record => record.TeamId).ToHashSet();
        var ended = records.Where(record => teams.Contains(record.TeamId)).GroupBy(static record => record.TeamId, CallSpend.From)
            .ToDictionary(static team => team.Key, static team => team.ToList());
        var charged = new List<UsageRecord>(records.Count);
        foreach (var record in records)
        {
            charged.Add(record);
            if (!overdrafts.TryGetValue(record.Id, out var overdraft) || await findLimits(record) is not { } limits) continue;
            var calls = ended[record.TeamId];
            var covered = overdraft;
            if (limits.Length > 0) covered = await lease.CoverAsync(record.TeamId, limits, calls, overdraft, cancellationToken);
            calls.Add(CallSpend.From(record) with { Cost = covered });
            charged[^1] = Overdraft.Without(record, NanoUsd.Zero - covered);
        }

        return charged;
    }

    /// <summary>The limits of today that the cost of a call may not exceed; null if its key is unknown.</summary>
    private async Task<Limit[]?> FindLimitsAsync(LimitReader limits, UsageRecord record, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(record.TeamId, record.KeyId, cancellationToken) is not { } key) return null;
        var members = await tenancy.ListMembersAsync(record.TeamId, cancellationToken);

        // The cap of a member that has left is gone.
        var member = key.Service ? null : members.FirstOrDefault(one => one.Id == key.MemberId);
        var holder = member is null ? KeyHolder.OfService(key) : new KeyHolder(key, member);
        var applying = await limits.ReadAsync(holder, record.User, record.RootRunId, runBudget: null, record.At, cancellationToken);
        return applying.HardFor([record.ModelServed ?? ""], record.Simulated).Amounts;
    }
}
