using System.Collections.Concurrent;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>
/// Caches keys with their members, by hash. A change in a team expires the team's entries, so that a revoked key is rejected immediately on
/// this node and within one second on every other. Other entries expire after one minute.
/// </summary>
internal sealed class ApiKeyCache : IDisposable
{
    private const int MaxEntries = 100_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<KeyHash, Entry> entries = new();
    private readonly IKeyStore store;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;
    private readonly Lock gate = new();
    private long generation;

    public ApiKeyCache(IKeyStore store, Signal<AccessChanged> changes, TimeProvider time)
    {
        this.store = store;
        this.time = time;
        subscription = changes.Subscribe(Expire);
    }

    /// <summary>The key and its member; null if the key is unknown, revoked or expired.</summary>
    public ValueTask<KeyHolder?> FindAsync(KeyHash hash, CancellationToken cancellationToken) =>
        TryGet(hash, out var holder) ? new(holder) : ReadAsync(hash, cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, from memory alone; false if the store has to be read.</summary>
    public bool TryGet(KeyHash hash, out KeyHolder? holder)
    {
        var found = entries.TryGetValue(hash, out var entry) && entry.ReadAt is { } readAt && time.GetElapsedTime(readAt) < Lifetime;
        holder = found ? Live(entry!.Holder) : null;
        return found;
    }

    /// <summary>Whether the cache has an entry of the key, which may have expired.</summary>
    public bool Knows(KeyHash hash) => entries.ContainsKey(hash);

    public void Dispose() => subscription.Dispose();

    private async ValueTask<KeyHolder?> ReadAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        var before = Volatile.Read(ref generation);

        // Only existing keys are cached: guessed keys rarely repeat and would evict the ones in use.
        if (await store.FindAsync(hash, cancellationToken) is not { } holder)
        {
            entries.TryRemove(hash, out _);
            return null;
        }

        if (entries.Count >= MaxEntries) entries.Clear();

        // The result may not include a change that arrived during the read. Without the lock, one that arrives between the comparison and the
        // assignment would leave an entry that the next call trusts.
        lock (gate)
        {
            entries[hash] = new Entry(holder, generation == before ? time.GetTimestamp() : null);
        }

        return Live(holder);
    }

    private KeyHolder? Live(KeyHolder holder) => holder.IsLive(time.GetUtcNow()) ? holder : null;

    private void Expire(AccessChanged change)
    {
        // A read that compares after this sees the change; the entry of one that compared before is expired below.
        lock (gate) generation++;
        foreach (var (hash, entry) in entries)
        {
            if (change.Concerns(entry.Holder.Key.TeamId)) entries.TryUpdate(hash, entry with { ReadAt = null }, entry);
        }
    }

    /// <param name="Holder">The key and its member.</param>
    /// <param name="ReadAt">The timestamp of the read; null after a change that the entry may not include.</param>
    private sealed record Entry(KeyHolder Holder, long? ReadAt);
}
