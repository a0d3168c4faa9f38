using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>The teams that are paused now.</summary>
internal sealed class PausedTeams(IPauseStore store, TimeProvider time)
{
    public async Task<ImmutableDictionary<TeamId, Pause>> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return (await store.ListTeamsAsync(cancellationToken)).Where(pause => pause.IsOn(now))
            .ToImmutableDictionary(static pause => pause.TeamId);
    }
}
