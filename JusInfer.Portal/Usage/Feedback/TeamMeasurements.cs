using System.Collections.Concurrent;
using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Usage.Feedback;

/// <summary>
/// The measurements that teams have made with their own tasks, each visible to its team alone. Kept in memory for a minute; a reset is seen by all nodes at once.
/// </summary>
internal sealed class TeamMeasurements : IDisposable
{
    private const int MaxTeams = 10_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>A call does not wait longer for them. Without them, it is routed by the catalog.</summary>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<TeamId, Entry> entries = new();
    private readonly IFeedbackStore store;
    private readonly TimeProvider time;
    private readonly IDisposable subscription;

    public TeamMeasurements(IFeedbackStore store, Signal<AccessChanged> changes, TimeProvider time)
    {
        (this.store, this.time) = (store, time);
        subscription = changes.Subscribe(Expire);
    }

    /// <summary>The measurements of a team, for the routing of a call. Those that were read last if the store is too slow or fails.</summary>
    public async ValueTask<ImmutableArray<ModelPrior>> FindAsync(TeamId team, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(team, out var known) && time.GetElapsedTime(known.ReadAt) < Lifetime) return known.Priors;
        using var timeout = new CancellationTokenSource(ReadTimeout, time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ReadAsync(team, cancellation.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next calls do not wait for the same failure.
            return Keep(team, known?.Priors ?? []);
        }
    }

    /// <summary>The measurements of a team as they are now.</summary>
    public async Task<ImmutableArray<ModelPrior>> ReadAsync(TeamId team, CancellationToken cancellationToken) =>
        Keep(team, FeedbackPriors.Of(await store.ListResultsAsync(team, time.GetUtcNow() - FeedbackPriors.MaxAge, cancellationToken)));

    /// <summary>Forgets all results of the actor's team. The reports stay.</summary>
    /// <returns>The error to respond with; null if they are forgotten.</returns>
    public async Task<RequestError?> ResetAsync(Member actor, CancellationToken cancellationToken)
    {
        if (actor.Role is not Role.Owner) return new RequestError.Forbidden("Only owners of the team reset its own results.");
        await store.RemoveResultsAsync(actor.TeamId, cancellationToken);
        return null;
    }

    /// <summary>The next call reads the results again.</summary>
    public void Expire(TeamId team) => entries.TryRemove(team, out _);

    public void Dispose() => subscription.Dispose();

    private ImmutableArray<ModelPrior> Keep(TeamId team, ImmutableArray<ModelPrior> priors)
    {
        if (entries.Count >= MaxTeams) entries.Clear();
        entries[team] = new Entry(priors, time.GetTimestamp());
        return priors;
    }

    private void Expire(AccessChanged change)
    {
        if (change.Team == default) entries.Clear();
        else Expire(change.Team);
    }

    private sealed record Entry(ImmutableArray<ModelPrior> Priors, long ReadAt);
}
