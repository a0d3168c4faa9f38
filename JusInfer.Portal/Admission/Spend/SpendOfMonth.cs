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
    private readonly ConcurrentDictionary<(Guid Holder, DateTimeOffset Month), Lazy<Task<Total>>> totals = new();

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
        var total = totals.GetOrAdd((holder, month), key => new Lazy<Task<Total>>(async () => new Total(await load(key.Month))));
        try
        {
            var known = total.Value.IsCompletedSuccessfully ? total.Value.Result : await total.Value.WaitAsync(cancellationToken);
            return known.Amount;
        }
        catch (Exception) when (total.Value.IsFaulted)
        {
            // The store was away: the next call asks again rather than remembering the fault.
            totals.TryRemove(new((holder, month), total));
            throw;
        }
    }

    private void Add(Guid holder, NanoUsd cost)
    {
        // Whoever has no cap was never read and needs no total.
        if (totals.TryGetValue((holder, Month()), out var total) && total.Value.IsCompletedSuccessfully) total.Value.Result.Add(cost);
    }

    private DateTimeOffset Month()
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    private sealed class Total(NanoUsd stored)
    {
        private long amount = stored.Value;

        public NanoUsd Amount => new(Volatile.Read(ref amount));

        public void Add(NanoUsd cost) => Interlocked.Add(ref amount, cost.Value);
    }
}
