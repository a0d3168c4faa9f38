using System.Collections.Concurrent;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Spend;

/// <summary>
/// What members and keys spent in the current UTC month, at whichever node. What ended here counts at once; what ended elsewhere, or was
/// recovered from a journal, once the store has news of it. A month that is over is forgotten.
/// </summary>
internal sealed class SpendOfMonth : IDisposable
{
    private readonly IUsageStore store;
    private readonly TimeProvider time;
    private readonly IDisposable[] subscriptions;
    private Month current = new(default);

    public SpendOfMonth(
        IUsageStore store, Signal<RecordClosed> closed, Signal<RecordStored> stored, Signal<UsageChanged> changes, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        subscriptions =
        [
            closed.Subscribe(news => Count(news.Record, static (spend, cost) => spend.AddClosed(cost))),
            stored.Subscribe(news => Count(news.Record, static (spend, cost) => spend.AddStored(cost))),
            changes.Subscribe(news => Current().Tell(news.Tenant)),
        ];
    }

    public ValueTask<NanoUsd> OfMemberAsync(Member member, CancellationToken cancellationToken)
    {
        var month = Current();
        return Of(month, member.Id.Value).AmountAsync(
            month.NewsOf(member.TenantId), () => store.SpendOfMemberAsync(member.Id, month.Start, CancellationToken.None),
            cancellationToken);
    }

    public ValueTask<NanoUsd> OfKeyAsync(ApiKey key, CancellationToken cancellationToken)
    {
        var month = Current();
        return Of(month, key.Id.Value).AmountAsync(
            month.NewsOf(key.TenantId), () => store.SpendOfKeyAsync(key.Id, month.Start, CancellationToken.None), cancellationToken);
    }

    public void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
    }

    private void Count(UsageRecord record, Action<HolderSpend, NanoUsd> count)
    {
        var month = Current();
        if (record.Cost.Value == 0 || UtcMonth.Of(record.At) != month.Start) return;
        count(Of(month, record.MemberId.Value), record.Cost);
        count(Of(month, record.KeyId.Value), record.Cost);
    }

    private HolderSpend Of(Month month, Guid holder) => month.Holders.GetOrAdd(holder, static (_, time) => new HolderSpend(time), time);

    private Month Current()
    {
        var start = UtcMonth.Of(time.GetUtcNow());
        var known = Volatile.Read(ref current);
        if (known.Start == start) return known;
        var next = new Month(start);
        var raced = Interlocked.CompareExchange(ref current, next, known);
        return raced == known ? next : raced;
    }

    private sealed class Month(DateTimeOffset start)
    {
        private readonly ConcurrentDictionary<TenantId, long> news = new();

        public DateTimeOffset Start => start;

        /// <summary>
        /// Everyone who calls, capped or not: a cap that is set in mid-month must not miss what was on its way to the store.
        /// </summary>
        public ConcurrentDictionary<Guid, HolderSpend> Holders { get; } = new();

        public long NewsOf(TenantId tenant) => news.GetValueOrDefault(tenant);

        public void Tell(TenantId tenant) => news.AddOrUpdate(tenant, 1, static (_, told) => told + 1);
    }
}
