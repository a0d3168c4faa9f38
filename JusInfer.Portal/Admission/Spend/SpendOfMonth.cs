using System.Collections.Concurrent;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Admission.Spend;

/// <summary>
/// What members and keys spent in the current UTC month: read from the store once, before their first call of the month is admitted here, and
/// kept up to date by every call that ends here.
/// </summary>
internal sealed class SpendOfMonth(IUsageStore store, TimeProvider time)
{
    private readonly ConcurrentDictionary<(Guid Holder, DateTimeOffset Month), Total> totals = new();

    public ValueTask<NanoUsd> OfMemberAsync(Member member, CancellationToken cancellationToken) =>
        ReadAsync(member.Id.Value, month => store.SpendOfMemberAsync(member.Id, month, CancellationToken.None), cancellationToken);

    public ValueTask<NanoUsd> OfKeyAsync(ApiKey key, CancellationToken cancellationToken) =>
        ReadAsync(key.Id.Value, month => store.SpendOfKeyAsync(key.Id, month, CancellationToken.None), cancellationToken);

    public void Add(KeyHolder holder, NanoUsd cost)
    {
        if (cost.Value == 0) return;
        Add(holder.Member.Id.Value, cost);
        Add(holder.Key.Id.Value, cost);
    }

    private async ValueTask<NanoUsd> ReadAsync(Guid holder, Func<DateTimeOffset, Task<NanoUsd>> load, CancellationToken cancellationToken)
    {
        var month = Month();
        var total = totals.GetOrAdd((holder, month), key => new Total(async () => await load(key.Month)));
        try
        {
            return await total.AmountAsync(cancellationToken);
        }
        catch (Exception) when (total.IsFaulted)
        {
            // The store was away: the next call asks again rather than remembering the fault.
            totals.TryRemove(new((holder, month), total));
            throw;
        }
    }

    private void Add(Guid holder, NanoUsd cost)
    {
        // Whoever has no cap was never read and needs no total.
        if (totals.TryGetValue((holder, Month()), out var total)) total.Add(cost);
    }

    private DateTimeOffset Month()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    /// <summary>What the store knew, and what was added here since it was asked: calls that end while it answers count too.</summary>
    private sealed class Total(Func<Task<NanoUsd>> load)
    {
        private readonly Lazy<Task<NanoUsd>> stored = new(load);
        private long added;

        public bool IsFaulted => stored.Value.IsFaulted;

        public async ValueTask<NanoUsd> AmountAsync(CancellationToken cancellationToken) =>
            await stored.Value.WaitAsync(cancellationToken) + new NanoUsd(Volatile.Read(ref added));

        public void Add(NanoUsd cost) => Interlocked.Add(ref added, cost.Value);
    }
}
