using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>Stores pauses: the last one of each run and key. Every change publishes <see cref="Tenancy.AccessChanged"/>.</summary>
internal interface IPauseStore
{
    /// <summary>The runs and keys that are paused, the last paused first, at most 10,000.</summary>
    Task<ImmutableArray<Pause>> ListAsync(TeamId team, CancellationToken cancellationToken);

    /// <summary>The last pause of a run or key; null if it has never been paused.</summary>
    Task<Pause?> FindAsync(TeamId team, PauseScope scope, string subject, CancellationToken cancellationToken);

    /// <summary>Stores a pause; false if the run or key is already paused.</summary>
    Task<bool> AddAsync(Pause pause, CancellationToken cancellationToken);

    /// <summary>Ends a pause; false if the run or key is not paused.</summary>
    Task<bool> ResumeAsync(TeamId team, PauseScope scope, string subject, DateTimeOffset at, CancellationToken cancellationToken);
}
