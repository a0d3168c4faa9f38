using JusInfer.Portal.Leases;

namespace JusInfer.Portal.Tests.Leases.Simulation;

/// <summary>What holds after every step, computed from what the calls themselves have used.</summary>
internal sealed class SimInvariants(SimDatabase database, List<SimCall> calls)
{
    private readonly Dictionary<(AllowanceId Id, LeaseNode Node), NanoUsd> unsettled = [];
    private readonly Dictionary<AllowanceId, NanoUsd> used = [];
    private (int Records, int Entries) summed;

    public void Check()
    {
        CheckSums();
        unsettled.Clear();
        used.Clear();
        foreach (var call in calls)
        {
            if (call.Used == NanoUsd.Zero) continue;
            var isSettled = database.Records.ContainsKey(call.Id);
            foreach (var id in call.AllowancesOf(database))
            {
                used[id] = used.GetValueOrDefault(id) + call.Used;
                if (!isSettled) unsettled[(id, call.Node)] = unsettled.GetValueOrDefault((id, call.Node)) + call.Used;
            }
        }

        foreach (var (key, amount) in unsettled)
        {
            // spent + held + free = limit: what a node holds is part of what it has leased.
            var leased = database.Leases.TryGetValue(key, out var row) ? row.State.Leased : NanoUsd.Zero;
            if (amount > leased) throw new SimulationFault($"A node uses {amount} of {key.Id.Kind}, of which it has leased {leased}.");
        }

        foreach (var (id, account) in database.Accounts)
        {
            if (used.GetValueOrDefault(id) is var all && all > account.Limit)
                throw new SimulationFault($"{all} of {id.Kind} is spent and held, and the limit is {account.Limit}.");
            var taken = account.Spent + database.LeasedOf(id) - database.RecoveredOf(id);
            if (taken > account.Limit) throw new SimulationFault($"{taken} of {id.Kind} is spent and leased, and the limit is {account.Limit}.");
        }
    }

    /// <summary>All calls have ended, all nodes are up, and unused leases had time to be returned.</summary>
    public void CheckEnd()
    {
        foreach (var call in calls)
        {
            var record = database.Records.GetValueOrDefault(call.Id);
            if (record?.Cost != call.Owed) throw new SimulationFault($"A call that costs {call.Owed} is settled with {record?.Cost}.");
        }

        if (database.Records.Count != calls.Count(static call => call.Owed is not null)) throw new SimulationFault("A call is settled twice.");
        foreach (var id in database.Accounts.Keys)
        {
            if (database.LeasedOf(id) is var lost && lost != NanoUsd.Zero) throw new SimulationFault($"{lost} of {id.Kind} is leased although no node uses it.");
        }
    }

    /// <summary>The ledger sums to the balance, and both are the cost of the stored calls.</summary>
    private void CheckSums()
    {
        if (summed == (database.Records.Count, database.Ledger.Count)) return;
        summed = (database.Records.Count, database.Ledger.Count);
        var entries = database.Ledger.Aggregate(NanoUsd.Zero, static (sum, entry) => sum + entry);
        if (NanoUsd.Zero - database.Balance != entries) throw new SimulationFault("The ledger does not sum to the balance.");
        foreach (var (id, account) in database.Accounts)
        {
            var cost = database.Records.Values.Where(account.Covers).Aggregate(NanoUsd.Zero, static (sum, record) => sum + record.Cost);
            if (account.Spent != cost) throw new SimulationFault($"{account.Spent} of {id.Kind} is spent, and its calls cost {cost}.");
            if (id.Kind == AllowanceKind.Wallet && entries != cost) throw new SimulationFault("The ledger does not have the cost of the calls.");
        }
    }
}
