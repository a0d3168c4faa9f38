using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>Stores pauses: the last one of each run, key and team. Every change publishes <see cref="Tenancy.AccessChanged"/>.</summary>
internal interface IPauseStore
{
    /// <summary>The pauses of a team that nobody has ended, the last paused first, at most 10,000.</summary>
    Task<ImmutableArray<Pause>> ListAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>The pauses of whole teams that nobody has ended. They can have ended by themselves.</summary>
    Task<ImmutableArray<Pause>> ListTeamsAsync(CancellationToken cancellationToken);

    /// <summary>The last pause of a run, key or team; null if it has never been paused.</summary>
    Task<Pause?> FindAsync(TeamId team, PauseScope scope, string subject, CancellationToken cancellationToken);

    /// <summary>Stores a pause; false if the run, key or team is already paused.</summary>
    Task<bool> AddAsync(Pause pause, CancellationToken cancellationToken);

    /// <summary>Ends a pause; false if the run, key or team is not paused.</summary>
    Task<bool> ResumeAsync(TeamId team, PauseScope scope, string subject, DateTimeOffset at, CancellationToken cancellationToken);
}
