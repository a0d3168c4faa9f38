using JusInfer.Portal.Leases;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Leases.Simulation;

/// <summary>The connection of a node to the store, which delays, loses and repeats requests and replies.</summary>
internal sealed class SimConnection(SimWorld world, SimDatabase database, SimProcess process) : ILeaseStore
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);
    private LeaseReply? lastReply;

    public Task<LeaseState> OpenAsync(AllowanceId id, LeaseNode node, CancellationToken cancellationToken) => SendAsync(() => database.Open(id, node));

    public async Task<LeaseReply> ExchangeAsync(LeaseRequest request, LeaseNode node, CancellationToken cancellationToken)
    {
        var sent = request;
        if (world.Mutant == Mutant.ReturnedInUse) sent = request with { Items = [.. request.Items.Select(WithLess)] };
        var reply = await SendAsync(() => database.Exchange(sent, node));
        if (world.Mutant == Mutant.ReturnedInUse) reply = reply with { Items = [.. reply.Items.Select((answer, i) => Unchanged(answer, request.Items[i]))] };
        if (world.Mutant != Mutant.StaleReply || lastReply is not { } last || last.Items.Length != reply.Items.Length) return lastReply = reply;
        lastReply = reply;
        return last with { Items = [.. last.Items.Select(answer => answer with { State = answer.State!.Value with { Sequence = request.Sequence } })] };
    }

    public Task CloseAsync(LeaseNode node, CancellationToken cancellationToken) => SendAsync(() =>
    {
        database.Close(node);
        return true;
    });

    public Task AppendAsync(IReadOnlyList<UsageRecord> batch, LeaseNode node, bool isRecovered) => SendAsync(() =>
    {
        database.Append(batch, node, isRecovered);
        return true;
    });

    public Task<NanoUsd> SpentOfAsync(AllowanceId id) => SendAsync(() => database.SpentOf(id));

    private static LeaseItem WithLess(LeaseItem item) =>
        item.Minimum > NanoUsd.Zero ? item : item with { Wanted = new NanoUsd(item.Wanted.Value * 9 / 10) };

    private static LeaseAnswer Unchanged(LeaseAnswer answer, LeaseItem item) =>
        item.Minimum > NanoUsd.Zero || answer.State is not { } state ? answer : answer with { State = state with { Granted = item.Wanted } };

    private Task<T> SendAsync<T>(Func<T> execute)
    {
        var reply = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!world.Happens(0.03)) world.Schedule(Delay(), Execute);
        if (world.Happens(0.05)) world.Schedule(Delay() + Delay(), () => execute());
        if (!world.IsHealed) world.Schedule(Timeout, () => process.Run(() => reply.TrySetException(new TimeoutException("No reply."))));
        return reply.Task;

        void Execute()
        {
            var result = execute();
            if (!world.Happens(0.03)) world.Schedule(Delay(), () => process.Run(() => reply.TrySetResult(result)));
        }
    }

    private TimeSpan Delay() => world.Happens(0.05) ? world.Between(20, 3_000) : world.Between(0.2, 8);
}
