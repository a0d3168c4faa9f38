using System.Collections.Concurrent;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>
/// Finds the holder of a key by its hash, from memory where it can. A change in a team drops what is remembered of it, so a revoked key is
/// refused at once on this node and within a second on every other. Entries are read again after a minute whatever happens.
/// </summary>
internal sealed class ApiKeyCache : IDisposable
{
    private const int MaxEntries = 100_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<KeyHash, Entry> entries = new();
    private readonly IKeyStore store;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;
    private long generation;

    public ApiKeyCache(IKeyStore store, Signal<AccessChanged> changes, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        subscription = changes.Subscribe(Forget);
    }

    /// <summary>The holder of a live key; null where it is unknown, revoked or expired.</summary>
    public ValueTask<KeyHolder?> FindAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(hash, out var entry) && time.GetElapsedTime(entry.ReadAt) < Lifetime) return new(Live(entry.Holder));
        return ReadAsync(hash, cancellationToken);
    }

    public void Dispose() => subscription.Dispose();

    private async ValueTask<KeyHolder?> ReadAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        var before = Interlocked.Read(ref generation);

        // Only keys that exist are remembered: whoever guesses never guesses the same one twice, and would push out those that call.
        if (await store.FindAsync(hash, cancellationToken) is not { } holder) return null;
        if (entries.Count >= MaxEntries) entries.Clear();
        entries[hash] = new Entry(holder, time.GetTimestamp());

        // A change that came while the store was read may not be in what it answered.
        if (Interlocked.Read(ref generation) != before) entries.TryRemove(hash, out _);
        return Live(holder);
    }

    private KeyHolder? Live(KeyHolder holder) => holder.Key.IsLive(time.GetUtcNow()) ? holder : null;

    private void Forget(AccessChanged change)
    {
        Interlocked.Increment(ref generation);
        foreach (var (hash, entry) in entries)
        {
            if (change.Concerns(entry.Holder.Key.TenantId)) entries.TryRemove(hash, out _);
        }
    }

    private sealed record Entry(KeyHolder Holder, long ReadAt);
}
