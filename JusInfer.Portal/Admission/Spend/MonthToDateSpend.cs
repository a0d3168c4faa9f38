using System.Collections.Concurrent;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Spend;

/// <summary>
/// Month-to-date spend of members and keys in the current UTC month, over all nodes. Calls that end on this node count at once. Calls of
/// other nodes, and calls recovered from a journal, count after the store's change signal. Earlier months are discarded.
/// </summary>
internal sealed class MonthToDateSpend : IDisposable
{
    private readonly IUsageStore store;
    private readonly TimeProvider time;
    private readonly IDisposable[] subscriptions;
    private Month current = new(default);

    public MonthToDateSpend(
        IUsageStore store, Signal<RecordClosed> closed, Signal<RecordStored> stored, Signal<UsageChanged> changes, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        subscriptions =
        [
            closed.Subscribe(signal => Add(signal.Record, static (spend, cost) => spend.AddClosed(cost))),
            stored.Subscribe(signal => Add(signal.Record, static (spend, cost) => spend.AddStored(cost))),
            changes.Subscribe(signal => Current().RecordChange(signal.Tenant)),
        ];
    }

    public ValueTask<NanoUsd> GetForMemberAsync(Member member, CancellationToken cancellationToken)
    {
        var month = Current();
        return SpendOf(month, member.Id.Value).AmountAsync(
            month.ChangeCountOf(member.TenantId), () => store.SpendOfMemberAsync(member.Id, month.Start, CancellationToken.None),
            cancellationToken);
    }

    public ValueTask<NanoUsd> GetForKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var month = Current();
        return SpendOf(month, key.Id.Value).AmountAsync(
            month.ChangeCountOf(key.TenantId), () => store.SpendOfKeyAsync(key.Id, month.Start, CancellationToken.None), cancellationToken);
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
    }

    private void Add(UsageRecord record, Action<HolderSpend, NanoUsd> add)
    {
        var month = Current();
        if (record.Cost.Value == 0 || UtcMonth.Of(record.At) != month.Start) return;
        add(SpendOf(month, record.MemberId.Value), record.Cost);
        add(SpendOf(month, record.KeyId.Value), record.Cost);
    }

    private HolderSpend SpendOf(Month month, Guid holder) => month.Holders.GetOrAdd(holder, static (_, time) => new HolderSpend(time), time);

    private Month Current()
    {
        var start = UtcMonth.Of(time.GetUtcNow());
        var previous = Volatile.Read(ref current);
        if (previous.Start == start) return previous;
        var next = new Month(start);
        var raced = Interlocked.CompareExchange(ref current, next, previous);
        return raced == previous ? next : raced;
    }

    private sealed class Month(DateTimeOffset start)
    {
        private readonly ConcurrentDictionary<TenantId, long> changeCounts = new();

        public DateTimeOffset Start => start;

        /// <summary>
        /// All members and keys with calls, with or without a cap: a cap that is set during the month must include calls that were not yet
        /// stored.
        /// </summary>
        public ConcurrentDictionary<Guid, HolderSpend> Holders { get; } = new();

        public long ChangeCountOf(TenantId tenant) => changeCounts.GetValueOrDefault(tenant);

        public void RecordChange(TenantId tenant) => changeCounts.AddOrUpdate(tenant, 1, static (_, count) => count + 1);
    }
}
