using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>What the store contains. Each method is a transaction.</summary>
internal sealed class SimDatabase(SimWorld world)
{
    private readonly Dictionary<AllowanceId, Account> accounts = [];
    private readonly Dictionary<RequestId, UsageRecord> records = [];
    private readonly List<NanoUsd> ledger = [];
    private readonly Dictionary<LeaseNode, Node> nodes = [];
    private readonly Dictionary<RequestId, (LeaseNode Node, byte[] Entry)> intents = [];

    /// <summary>Asks the other nodes to return what they do not use.</summary>
    public Action<LeaseNode> Recall { get; set; } = static _ => { };

    public IReadOnlyDictionary<AllowanceId, Account> Accounts => accounts;

    /// <summary>The nodes that have leased something.</summary>
    public IEnumerable<LeaseNode> Holders => accounts.Values.SelectMany(static account => account.Leases.Keys);

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    public IReadOnlyDictionary<RequestId, UsageRecord> Records => records;

    public IReadOnlyList<NanoUsd> Ledger => ledger;

    /// <summary>The wallet's balance, less its credits.</summary>
    public NanoUsd Balance { get; private set; }

    /// <summary>How much the store's clock has jumped.</summary>
    public TimeSpan Jump { get; set; }

    /// <summary>Called with each new record, and whether the process of its call has stored it.</summary>
    public Action<UsageRecord, bool> Stored { get; set; } = static (_, _) => { };

    private DateTimeOffset Time => Sim.Start + new TimeSpan(world.Now) + Jump;

    public void Add(AllowanceId id, NanoUsd limit) => accounts.Add(id, new Account(id, limit));

    public void Change(AllowanceId id, NanoUsd limit)
    {
        accounts[id].Change(limit);
        Version++;
        world.Note(limit.Value);
    }

    public (NanoUsd Spent, NanoUsd Limit) Read(AllowanceId id) => (accounts[id].Spent, accounts[id].Limit);

    public LeaseState Open(AllowanceId id, LeaseNode node)
    {
        if (IsEnded(node)) throw new NodeTakenOverException();
        var leases = accounts[id].Leases;
        if (!leases.TryGetValue(node, out var row)) leases.Add(node, row = new Row { ExpiresAt = Expiry() });
        return row.State;
    }

    public LeaseReply Exchange(LeaseRequest request, LeaseNode node)
    {
        var before = request.Items.Select(item => AccountOf(item, node)).ToArray();
        var reply = LeaseAllocation.Decide(request, before);
        if (world.Mutant == Mutant.SomeScopes)
        {
            var alone = request.Items.Select((item, i) => LeaseAllocation.Decide(request with { Items = [item] }, [before[i]]).Items[0]);
            reply = reply with { Items = [.. alone] };
        }

        for (var i = 0; i < before.Length; i++)
        {
            if (reply.Items[i].State is not { } state) continue;
            if (!reply.IsGranted && before[i].Own is { } own && state.Granted > own.Granted)
                throw new SimulationFault("A request that was denied has been granted in part.");
            accounts[request.Items[i].Id].Leases[node] = new Row { State = state, ExpiresAt = Expiry() };
        }

        Version++;

        if (reply.Items.Any(static answer => answer.Lacks && answer.Live > NanoUsd.Zero))
        {
            if (world.Mutant == Mutant.ForcedRecall) TakeFromOthers(request, node);
            Recall(node);
        }

        world.Note(reply.Items.Sum(static answer => answer.State?.Granted.Value ?? -1));
        return reply;
    }

    /// <param name="batch">The records.</param>
    /// <param name="node">The node whose calls they are.</param>
    /// <param name="isRecovered">A process of the same journal stores them after the node has died, without knowing which one that was.</param>
    /// <param name="isOwn">The node itself stores them.</param>
    public void Append(IReadOnlyList<UsageRecord> batch, LeaseNode node, bool isRecovered, bool isOwn)
    {
        var sum = NanoUsd.Zero;
        foreach (var record in batch)
        {
            if (!records.TryAdd(record.Id, record) && world.Mutant != Mutant.SettledTwice) continue;
            sum += record.Cost;
            Stored(record, isOwn);
            foreach (var account in accounts.Values.Where(account => account.Covers(record)))
            {
                account.Spent += record.Cost;
                if (isRecovered) account.Recovered[node] = account.Recovered.GetValueOrDefault(node) + record.Cost;
                if (isRecovered || !account.Leases.TryGetValue(node, out var row) || world.Mutant == Mutant.SettledStaysLeased) continue;
                row.State = row.State with { Settled = row.State.Settled + record.Cost };
            }
        }

        Version++;
        world.Note(sum.Value);
        if (sum == NanoUsd.Zero) return;
        ledger.Add(sum);
        Balance -= sum;
    }

    /// <summary>Removes all that a node has left.</summary>
    public void Remove(LeaseNode node)
    {
        EndLeases(node);
        foreach (var (id, _) in intents.Where(intent => intent.Value.Node == node).ToArray()) intents.Remove(id);
    }

    public void AddNode(LeaseNode node, bool copiesIntents) => nodes[node] = new Node { SeenAt = Time, CopiesIntents = copiesIntents };

    public bool Report(LeaseNode node)
    {
        if (nodes[node].IsEnded) return false;
        nodes[node].SeenAt = Time;
        return true;
    }

    public void End(LeaseNode node)
    {
        if (world.Mutant == Mutant.TakenOverBeforeRecorded) EndLeases(node);
        if (world.Mutant != Mutant.TakenOverNotEnded && nodes.TryGetValue(node, out var known)) known.IsEnded = true;
    }

    public NodeList ListNodes() => new(Time, [.. nodes
        .Where(node => !node.Value.IsEnded || Holders.Contains(node.Key) || intents.Values.Any(intent => intent.Node == node.Key))
        .Select(static node => new NodeState
        {
            Description = new NodeDescription
            {
                Node = node.Key, Host = "host", Journal = "", Release = "1", Catalog = "1", CopiesIntents = node.Value.CopiesIntents,
            },
            StartedAt = default,
            SeenAt = node.Value.SeenAt,
            ClockOffset = TimeSpan.Zero,
            IsEnded = node.Value.IsEnded,
            Leased = NanoUsd.Zero,
            OpenCalls = 0,
        })]);

    public bool Copy(LeaseNode node, IReadOnlyList<IntentCopy> added, IReadOnlyList<RequestId> stored)
    {
        foreach (var id in stored) intents.Remove(id);
        if (nodes[node].IsEnded) return added.Count == 0;
        foreach (var (id, entry) in added) intents[id] = (node, entry);
        return true;
    }

    public IReadOnlySet<RequestId> FindIntents(IReadOnlyCollection<RequestId> ids) => ids.Where(intents.ContainsKey).ToHashSet();

    public IReadOnlyList<byte[]> ReadIntents(LeaseNode node) => [.. intents.Values.Where(intent => intent.Node == node).Select(static intent => intent.Entry)];

    public bool IsEnded(LeaseNode node) => nodes.TryGetValue(node, out var known) && known.IsEnded;

    private LeaseAccount AccountOf(LeaseItem item, LeaseNode node)
    {
        var account = accounts[item.Id];
        var (live, dead) = (NanoUsd.Zero, NanoUsd.Zero);
        foreach (var (holder, row) in account.Leases)
        {
            if (holder == node) continue;
            if (row.ExpiresAt > world.Now + Jump.Ticks) live += row.State.Leased;
            else dead += row.State.Leased;
        }

        if (world.Mutant == Mutant.OthersForgotten) live = NanoUsd.Zero;
        if (world.Mutant == Mutant.DeadForgotten) dead = NanoUsd.Zero;
        LeaseState? own = account.Leases.TryGetValue(node, out var found) ? found.State : null;
        if (world.Mutant == Mutant.SequenceIgnored && own is { } state) own = state with { Sequence = -1 };
        var limit = item.Id.Kind == AllowanceKind.Wallet ? account.Limit : item.Limit;
        if (world.Mutant == Mutant.LoweredLimitIgnored) limit = account.Highest;
        return new LeaseAccount(own, limit, account.Spent, live, dead);
    }

    private void EndLeases(LeaseNode node)
    {
        foreach (var account in accounts.Values) account.Leases.Remove(node);
        Version++;
    }

    private void TakeFromOthers(LeaseRequest request, LeaseNode node)
    {
        foreach (var item in request.Items)
        {
            foreach (var (holder, row) in accounts[item.Id].Leases)
            {
                if (holder != node) row.State = row.State with { Granted = row.State.Settled };
            }
        }
    }

    private long Expiry() => world.Now + Jump.Ticks + LeaseTerms.Duration.Ticks;

    internal sealed class Account(AllowanceId id, NanoUsd limit)
    {
        private readonly Allowance allowance = new(id);

        public AllowanceId Id => id;

        public NanoUsd Limit { get; private set; } = limit;

        /// <summary>The highest limit that ever applied.</summary>
        public NanoUsd Highest { get; private set; } = limit;

        public NanoUsd Spent { get; set; }

        public Dictionary<LeaseNode, Row> Leases { get; } = [];

        /// <summary>
        /// What the journals of dead nodes have added to what is spent. It is also part of a lease of the dead node, until that ends: in between,
        /// it counts twice.
        /// </summary>
        public Dictionary<LeaseNode, NanoUsd> Recovered { get; } = [];

        /// <summary>What is spent and leased.</summary>
        public NanoUsd Taken
        {
            get
            {
                var taken = Spent;
                foreach (var (node, row) in Leases)
                {
                    taken += row.State.Leased;
                    if (Recovered.TryGetValue(node, out var twice)) taken -= twice;
                }

                return taken;
            }
        }

        public bool Covers(UsageRecord record) => allowance.Covers(CallSpend.From(record));

        public void Change(NanoUsd changed) => (Limit, Highest) = (changed, changed > Highest ? changed : Highest);
    }

    internal sealed class Node
    {
        public DateTimeOffset SeenAt { get; set; }

        public required bool CopiesIntents { get; init; }

        public bool IsEnded { get; set; }
    }

    internal sealed class Row
    {
        public LeaseState State { get; set; }

        public required long ExpiresAt { get; init; }
    }
}
