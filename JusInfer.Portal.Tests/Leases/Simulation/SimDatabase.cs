using JusInfer.Portal.Leases;
using JusInfer.Portal.Nodes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Leases.Simulation;

/// <summary>What the store contains. Each method is a transaction.</summary>
internal sealed class SimDatabase(SimWorld world)
{
    private readonly Dictionary<AllowanceId, Account> accounts = [];
    private readonly Dictionary<(AllowanceId Id, LeaseNode Node), Row> leases = [];
    private readonly Dictionary<RequestId, UsageRecord> records = [];
    private readonly Dictionary<(AllowanceId Id, LeaseNode Node), NanoUsd> recovered = [];
    private readonly List<NanoUsd> ledger = [];
    private readonly Dictionary<LeaseNode, Node> nodes = [];
    private readonly Dictionary<RequestId, (LeaseNode Node, byte[] Entry)> intents = [];

    /// <summary>Asks the other nodes to return what they do not use.</summary>
    public Action<LeaseNode> Recall { get; set; } = static _ => { };

    public IReadOnlyDictionary<AllowanceId, Account> Accounts => accounts;

    public IReadOnlyDictionary<(AllowanceId Id, LeaseNode Node), Row> Leases => leases;

    public IReadOnlyDictionary<RequestId, UsageRecord> Records => records;

    public IReadOnlyList<NanoUsd> Ledger => ledger;

    /// <summary>The wallet's balance, less its credits.</summary>
    public NanoUsd Balance { get; private set; }

    /// <summary>How much the store's clock has jumped.</summary>
    public TimeSpan Jump { get; set; }

    /// <summary>Called with each new record, and whether the process of its call has stored it.</summary>
    public Action<UsageRecord, bool> Stored { get; set; } = static (_, _) => { };

    private DateTimeOffset Time => Sim.Start + new TimeSpan(world.Now) + Jump;

    public void Add(AllowanceId id, NanoUsd limit) => accounts.Add(id, new Account(id) { Limit = limit });

    public NanoUsd SpentOf(AllowanceId id) => accounts[id].Spent;

    public NanoUsd LeasedOf(AllowanceId id) =>
        leases.Where(row => row.Key.Id == id).Aggregate(NanoUsd.Zero, static (sum, row) => sum + row.Value.State.Leased);

    public LeaseState Open(AllowanceId id, LeaseNode node)
    {
        if (IsEnded(node)) throw new NodeTakenOverException();
        if (!leases.TryGetValue((id, node), out var row)) leases.Add((id, node), row = new Row { ExpiresAt = Expiry() });
        return row.State;
    }

    public LeaseReply Exchange(LeaseRequest request, LeaseNode node)
    {
        var before = request.Items.Select(item => AccountOf(item.Id, node)).ToArray();
        var reply = LeaseBook.Decide(request, before);
        if (world.Mutant == Mutant.SomeScopes)
        {
            var alone = request.Items.Select((item, i) => LeaseBook.Decide(request with { Items = [item] }, [before[i]]).Items[0]);
            reply = reply with { Items = [.. alone] };
        }

        for (var i = 0; i < before.Length; i++)
        {
            if (reply.Items[i].State is not { } state) continue;
            if (!reply.IsGranted && before[i].Own is { } own && state.Granted > own.Granted)
                throw new SimulationFault("A request that was denied has been granted in part.");
            leases[(request.Items[i].Id, node)] = new Row { State = state, ExpiresAt = Expiry() };
        }

        if (reply.Items.Any(static answer => answer.Lacks && answer.Live > NanoUsd.Zero))
        {
            if (world.Mutant == Mutant.ForcedRecall) TakeFromOthers(request, node);
            Recall(node);
        }

        world.Note(reply.Items.Sum(static answer => answer.State?.Granted.Value ?? -1));
        return reply;
    }

    /// <summary>
    /// What a journal that was left has added to what is spent. It is also part of a lease of the dead node, until that ends: in between, it counts
    /// twice.
    /// </summary>
    public NanoUsd RecoveredOf(AllowanceId id) =>
        recovered.Where(one => one.Key.Id == id && leases.ContainsKey(one.Key)).Aggregate(NanoUsd.Zero, static (sum, one) => sum + one.Value);

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
                if (isRecovered) recovered[(account.Id, node)] = recovered.GetValueOrDefault((account.Id, node)) + record.Cost;
                if (isRecovered || !leases.TryGetValue((account.Id, node), out var row) || world.Mutant == Mutant.SettledStaysLeased) continue;
                row.State = row.State with { Settled = row.State.Settled + record.Cost };
            }
        }

        world.Note(sum.Value);
        if (sum == NanoUsd.Zero) return;
        ledger.Add(sum);
        Balance -= sum;
    }

    /// <summary>Removes all that a node has left.</summary>
    public void Remove(LeaseNode node)
    {
        foreach (var key in leases.Keys.Where(key => key.Node == node).ToArray()) leases.Remove(key);
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
        if (world.Mutant == Mutant.TakenOverBeforeRecorded)
            foreach (var key in leases.Keys.Where(key => key.Node == node).ToArray()) leases.Remove(key);
        if (world.Mutant != Mutant.TakenOverNotEnded && nodes.TryGetValue(node, out var known)) known.IsEnded = true;
    }

    public NodeList ListNodes() => new(Time, [.. nodes
        .Where(node => !node.Value.IsEnded || leases.Keys.Any(lease => lease.Node == node.Key) || intents.Values.Any(intent => intent.Node == node.Key))
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

    private LeaseAccount AccountOf(AllowanceId id, LeaseNode node)
    {
        var (live, dead) = (NanoUsd.Zero, NanoUsd.Zero);
        foreach (var (key, row) in leases)
        {
            if (key.Id != id || key.Node == node) continue;
            if (row.ExpiresAt > world.Now + Jump.Ticks) live += row.State.Leased;
            else dead += row.State.Leased;
        }

        if (world.Mutant == Mutant.OthersForgotten) live = NanoUsd.Zero;
        if (world.Mutant == Mutant.DeadForgotten) dead = NanoUsd.Zero;
        LeaseState? own = leases.TryGetValue((id, node), out var found) ? found.State : null;
        if (world.Mutant == Mutant.SequenceIgnored && own is { } state) own = state with { Sequence = -1 };
        return new LeaseAccount(own, accounts[id].Limit, accounts[id].Spent, live, dead);
    }

    private void TakeFromOthers(LeaseRequest request, LeaseNode node)
    {
        foreach (var (key, row) in leases)
        {
            if (key.Node != node && request.Items.Any(item => item.Id == key.Id)) row.State = row.State with { Granted = row.State.Settled };
        }
    }

    private long Expiry() => world.Now + Jump.Ticks + LeaseTerms.Duration.Ticks;

    internal sealed class Account(AllowanceId id)
    {
        private readonly Allowance allowance = new(id);

        public AllowanceId Id => id;

        public required NanoUsd Limit { get; init; }

        public NanoUsd Spent { get; set; }

        public bool Covers(UsageRecord record) => allowance.Covers(SimCall.SpendOf(record));
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
