using System.Collections.Concurrent;

namespace JusInfer.Portal.Primitives;

/// <summary>Caches one value per team until it is expired. Concurrent reads share one load, and a load that failed is not kept.</summary>
/// <param name="load">Reads the value of a team.</param>
internal sealed class TeamCache<TValue>(Func<TeamId, Task<TValue>> load)
{
    private readonly ConcurrentDictionary<TeamId, Lazy<Task<TValue>>> entries = new();

    /// <summary>The value, from memory unless it has expired.</summary>
    public ValueTask<TValue> GetAsync(TeamId team, CancellationToken cancellationToken)
    {
        var entry = entries.GetOrAdd(team, static (team, load) => new(() => load(team)), load);
        return entry.Value.IsCompletedSuccessfully ? new(entry.Value.Result) : new(AwaitAsync(team, entry, cancellationToken));
    }

    /// <summary>Expires the value of a team; those of all teams for <c>default</c>.</summary>
    public void Expire(TeamId team)
    {
        if (team == default) entries.Clear();
        else entries.TryRemove(team, out _);
    }

    private async Task<TValue> AwaitAsync(TeamId team, Lazy<Task<TValue>> entry, CancellationToken cancellationToken)
    {
        try
        {
            return await entry.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (entry.Value.IsFaulted) entries.TryRemove(new(team, entry));
        }
    }
}
