using System.Collections.Immutable;

namespace JusInfer.Portal.Usage.Feedback;

/// <summary>Stores reports.</summary>
internal interface IFeedbackStore
{
    /// <summary>The most reports that a list has; the newest ones.</summary>
    const int MaxListed = 100;

    /// <summary>The most reports that are compared; the newest ones.</summary>
    const int MaxCompared = 20_000;

    /// <summary>The most results of models that are read; the newest ones.</summary>
    const int MaxResults = 5_000;

    /// <summary>Adds a report. It replaces the one of the same reporter about the same subject.</summary>
    Task SaveAsync(FeedbackReport report, CancellationToken cancellationToken);

    /// <summary>The reports about one call or one run, newest first.</summary>
    Task<ImmutableArray<FeedbackReport>> ListAsync(TeamId team, FeedbackSubject subject, string id, CancellationToken cancellationToken);

    /// <summary>The reports about calls and sessions of the two groups, from a time on and before another, newest first.</summary>
    Task<ImmutableArray<FeedbackReport>> ListComparedAsync(TeamId team, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The reports of a team that are results of a model, from a time on, newest first.</summary>
    Task<ImmutableArray<FeedbackReport>> ListResultsAsync(TeamId team, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the reports of a team so far no results of a model any more. They stay otherwise. Publishes <see cref="Tenancy.AccessChanged"/>, with an entry in the audit log.
    /// </summary>
    /// <returns>False if there was none.</returns>
    Task<bool> RemoveResultsAsync(TeamId team, CancellationToken cancellationToken);
}
