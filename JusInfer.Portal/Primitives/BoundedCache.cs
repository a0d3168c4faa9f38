using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// A cache in two generations: when the younger one is full, the older one is dropped, and with it the entries that were not used since the
/// younger one began. So new entries, however many, do not remove those in use. Thread-safe. An entry of the younger generation is found
/// without a lock.
/// </summary>
/// <param name="maxSize">The limit of both generations together, in entries.</param>
internal sealed class BoundedCache<TKey, TValue>(int maxSize)
    where TKey : notnull
{
    private readonly Lock gate = new();
    private volatile ConcurrentDictionary<TKey, TValue> younger = new();
    private volatile ConcurrentDictionary<TKey, TValue> older = new();
    private int size;

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (younger.TryGetValue(key, out value)) return true;
        if (!older.ContainsKey(key)) return false;
        lock (gate) return TryRenew(key, out value);
    }

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> create)
    {
        if (younger.TryGetValue(key, out var value)) return value;
        lock (gate)
        {
            if (!TryRenew(key, out value)) Add(key, value = create(key));
            return value;
        }
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (gate)
        {
            if (younger.ContainsKey(key)) younger[key] = value;
            else Add(key, value);
        }
    }

    private bool TryRenew(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (younger.TryGetValue(key, out value)) return true;
        if (!older.TryGetValue(key, out value)) return false;
        Add(key, value);
        return true;
    }

    private void Add(TKey key, TValue value)
    {
        younger[key] = value;
        if (++size < maxSize / 2) return;

        // In this order: a caller that looks in the younger generation and then in the older one finds every entry.
        older = younger;
        younger = new();
        size = 0;
    }
}
