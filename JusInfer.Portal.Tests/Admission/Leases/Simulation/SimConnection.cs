using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;

namespace JusInfer.Portal.Tests.Admission.Leases.Simulation;

/// <summary>The connection of a node to the store, which delays, loses and repeats requests and replies.</summary>
internal sealed class SimConnection(SimWorld world, SimDatabase database, SimProcess process, LeaseNode self)
    : ILeaseStore, INodeStore, IIntentStore, IUsageStore
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);
    private LeaseReply? lastReply;

    /// <summary>How often the store had too little for a request of this node.</summary>
    public int Denials { get; private set; }

    /// <summary>How often more was spent and leased than a limit, which was lowered.</summary>
    public int Lowerings { get; private set; }

    public Task<LeaseState> OpenAsync(AllowanceId id, LeaseNode node, CancellationToken cancellationToken) => SendAsync(() => database.Open(id, node));

    public async Task<LeaseReply> ExchangeAsync(LeaseRequest request, LeaseNode node, CancellationToken cancellationToken)
    {
        var sent = request;
        if (world.Mutant == Mutant.ReturnedInUse) sent = request with { Items = [.. request.Items.Select(WithLess)] };
        var reply = await SendAsync(() => database.Exchange(sent, node));
        if (!reply.IsGranted) Denials++;
        if (reply.Items.Zip(request.Items, static (answer, item) => TakenOf(answer) > item.Limit).Contains(true)) Lowerings++;
        if (world.Mutant == Mutant.ReturnedInUse) reply = reply with { Items = [.. reply.Items.Select((answer, i) => Unchanged(answer, request.Items[i]))] };
        if (world.Mutant != Mutant.StaleReply || lastReply is not { } last || last.Items.Length != reply.Items.Length) return lastReply = reply;
        lastReply = reply;
        return last with { Items = [.. last.Items.Select(answer => answer with { State = answer.State!.Value with { Sequence = request.Sequence } })] };
    }

    /// <summary>The records of this node's calls, or of a former one of its journal.</summary>
    public Task AppendAsync(IReadOnlyList<UsageRecord> batch, LeaseNode node, bool isRecovered) =>
        RunAsync(() => database.Append(batch, node, isRecovered, isOwn: !isRecovered));

    /// <summary>The records of a node that was taken over.</summary>
    Task IUsageStore.AppendAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        if (world.Mutant == Mutant.TakenOverCharged) records = [.. records.Select(static record => record with { Cost = record.Unbilled })];
        return RunAsync(() => database.Append(records, self, isRecovered: false, isOwn: false));
    }

    public Task<IReadOnlySet<TeamId>> FindMissingTeamsAsync(IReadOnlyCollection<TeamId> teams, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<TeamId>>(new HashSet<TeamId>());

    public Task AddAsync(NodeDescription node, CancellationToken cancellationToken) => RunAsync(() => database.AddNode(node.Node, node.CopiesIntents));

    public Task<bool> ReportAsync(LeaseNode node, CancellationToken cancellationToken) => SendAsync(() => database.Report(node));

    public Task<NodeList> ListAsync(CancellationToken cancellationToken) => SendAsync(database.ListNodes);

    public Task EndAsync(LeaseNode node, CancellationToken cancellationToken) => RunAsync(() => database.End(node));

    public Task RemoveAsync(LeaseNode node, CancellationToken cancellationToken) => RunAsync(() => database.Remove(node));

    public Task<bool> CopyAsync(LeaseNode node, IReadOnlyList<IntentCopy> added, IReadOnlyList<RequestId> stored, CancellationToken cancellationToken) =>
        SendAsync(() => database.Copy(node, added, stored));

    public Task<IReadOnlySet<RequestId>> FindAsync(IReadOnlyCollection<RequestId> ids, CancellationToken cancellationToken) =>
        SendAsync(() => database.FindIntents(ids));

    public Task<IReadOnlyList<byte[]>> ReadAsync(LeaseNode node, CancellationToken cancellationToken) => SendAsync(() => database.ReadIntents(node));

    public Task<(NanoUsd Spent, NanoUsd Limit)> ReadAsync(AllowanceId id) => SendAsync(() => database.Read(id));

    private static NanoUsd TakenOf(LeaseReplyItem answer) =>
        answer.Spent + answer.Live + answer.Dead + (answer.State?.Leased ?? NanoUsd.Zero);

    private static LeaseItem WithLess(LeaseItem item) =>
        item.Minimum > NanoUsd.Zero ? item : item with { Wanted = new NanoUsd(item.Wanted.Value * 9 / 10) };

    private static LeaseReplyItem Unchanged(LeaseReplyItem answer, LeaseItem item) =>
        item.Minimum > NanoUsd.Zero || answer.State is not { } state ? answer : answer with { State = state with { Granted = item.Wanted } };

    private Task<T> SendAsync<T>(Func<T> execute)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!world.Happens(0.03)) world.Schedule(Delay(), Execute);
        if (world.Happens(0.05)) world.Schedule(Delay() + Delay(), () => TryExecute(out _));
        if (!world.IsHealed) world.Schedule(Timeout, () => process.Run(() => reply.TrySetException(new TimeoutException("No reply."))));
        return reply.Task;

        void Execute()
        {
            var isDone = TryExecute(out var result);
            if (world.Happens(0.03)) return;
            world.Schedule(Delay(), () => process.Run(() => _ = isDone ? reply.TrySetResult(result!) : reply.TrySetException(new NodeTakenOverException())));
        }

        bool TryExecute(out T? result)
        {
            try
            {
                result = execute();
                return true;
            }
            catch (NodeTakenOverException)
            {
                result = default;
                return false;
            }
        }
    }

    private Task<bool> RunAsync(Action execute) => SendAsync(() =>
    {
        execute();
        return true;
    });

    private TimeSpan Delay() => world.Happens(0.05) ? world.Between(20, 3_000) : world.Between(0.2, 8);
}
