using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>What holds after every step, computed from what the calls themselves have used.</summary>
internal sealed class SimInvariants(SimWorld world, SimDatabase database, List<SimCall> calls, SimNode?[] nodes)
{
    /// <summary>
    /// A higher limit, by which the last call of a node was limited, may still be leased for so long, but not used: as long as a node keeps an unused
    /// lease, and a message takes.
    /// </summary>
    private static readonly long OldLimit = TimeSpan.FromSeconds(45).Ticks;

    private readonly Dictionary<SimDatabase.Account, Totals> totals = database.Accounts.Values.ToDictionary(static account => account, static _ => new Totals());
    private (int Records, int Entries) summed;
    private (int Version, int Calls, long Used) seen;

    public void Check()
    {
        if (!HasChanged()) return;
        CheckSums();
        foreach (var total in totals.Values) total.Clear();
        foreach (var call in calls) Add(call);

        // Until a node knows what calls with a higher limit have spent elsewhere, it uses what it has leased before.
        var knownUntil = nodes.Min(node => node?.RefreshedAt ?? world.Now);
        foreach (var (account, total) in totals)
        {
            // spent + held + free = limit: what a node holds is part of what it has leased.
            foreach (var (node, amount) in total.Unsettled)
            {
                var leased = account.Leases.TryGetValue(node, out var row) ? row.State.Leased : NanoUsd.Zero;
                if (amount > leased) throw new SimulationFault($"A node uses {amount} of {account.Id.Kind}, of which it has leased {leased}.");
            }

            // A call is limited by what its node knew when it began.
            foreach (var node in nodes)
            {
                if (node is not null && node.Limits.TryGetValue(account.Id, out var known)) total.AddLimit(known);
            }

            total.AddLimit(account.Limit);
            total.NoteLimit(world.Now);
            if (Exceeds(total.Used, total.HighestLimit(knownUntil), ref total.MostUsed))
                throw new SimulationFault($"{total.Used} of {account.Id.Kind} is spent and held, and the limit is {total.Limit}.");
            if (Exceeds(account.Taken, total.HighestLimit(knownUntil - OldLimit), ref total.MostTaken))
                throw new SimulationFault($"{account.Taken} of {account.Id.Kind} is spent and leased, and the limit is {account.Limit}.");
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
        foreach (var account in database.Accounts.Values)
        {
            var lost = account.Leases.Values.Aggregate(NanoUsd.Zero, static (sum, row) => sum + row.State.Leased);
            if (lost != NanoUsd.Zero) throw new SimulationFault($"{lost} of {account.Id.Kind} is leased although no node uses it.");
        }
    }

    /// <summary>Most steps change nothing that an invariant depends on.</summary>
    private bool HasChanged()
    {
        var used = 0L;
        foreach (var call in calls) used = unchecked((used * 31) + call.Used.Value);
        if (seen == (database.Version, calls.Count, used)) return false;
        seen = (database.Version, calls.Count, used);
        return true;
    }

    private void Add(SimCall call)
    {
        var accounts = call.AccountsOf(database);
        for (var i = 0; i < call.Limits.Length; i++) totals[accounts[i]].AddLimit(call.Limits[i]);

        // Until its record is stored, other nodes cannot know what it has spent. A record that was sent before its node was lost may still arrive.
        if (call.HasEnded && (database.Records.ContainsKey(call.Id) || (call.Owed is null && call.Used == NanoUsd.Zero))) call.Limits = [];
        var amount = call.Used;

        // A node that was taken over begins no answer, and another one records the call at no cost.
        if (amount == NanoUsd.Zero || (!call.IsServed && database.IsEnded(call.Node))) return;
        var isSettled = database.Records.ContainsKey(call.Id);
        foreach (var account in accounts)
        {
            if (call is { Owed: null, Hold: null } && !account.Leases.ContainsKey(call.Node)) continue;
            var total = totals[account];
            total.Used += amount;
            if (!isSettled) total.Unsettled[call.Node] = total.Unsettled.GetValueOrDefault(call.Node) + amount;
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

    private static bool Exceeds(NanoUsd amount, NanoUsd limit, ref NanoUsd most)
    {
        if (amount > limit && amount > most) return true;
        most = amount;
        return false;
    }

    /// <summary>What the calls of an allowance use.</summary>
    private sealed class Totals
    {
        /// <summary>The amount that was used when the limit was lowered below it. It cannot rise.</summary>
        public NanoUsd MostUsed;

        /// <summary>As <see cref="MostUsed"/>, for what is spent and leased.</summary>
        public NanoUsd MostTaken;

        private readonly List<(long From, NanoUsd Limit)> earlier = [];

        public NanoUsd Used { get; set; }

        /// <summary>The highest limit of those that apply to running calls and to new ones.</summary>
        public NanoUsd Limit { get; private set; }

        public Dictionary<LeaseNode, NanoUsd> Unsettled { get; } = [];

        public void Clear()
        {
            (Used, Limit) = (NanoUsd.Zero, NanoUsd.Zero);
            Unsettled.Clear();
        }

        public void AddLimit(NanoUsd limit) => Limit = limit > Limit ? limit : Limit;

        public void NoteLimit(long now)
        {
            if (earlier.Count == 0 || earlier[^1].Limit != Limit) earlier.Add((now, Limit));
        }

        /// <summary>The highest value of <see cref="Limit"/> since a time.</summary>
        public NanoUsd HighestLimit(long since)
        {
            var highest = Limit;
            for (var i = earlier.Count - 2; i >= 0 && earlier[i + 1].From >= since; i--) highest = earlier[i].Limit > highest ? earlier[i].Limit : highest;
            return highest;
        }
    }
}
