using System.Collections.Immutable;

namespace JusInfer.Portal.Feedback;

/// <summary>Stores reports.</summary>
internal interface IFeedbackStore
{
    /// <summary>The most reports that a list has; the newest ones.</summary>
    const int MaxListed = 100;

    /// <summary>The most reports that are compared; the newest ones.</summary>
    const int MaxCompared = 20_000;

    /// <summary>Adds a report. It replaces the one of the same reporter about the same subject.</summary>
    Task SaveAsync(FeedbackReport report, CancellationToken cancellationToken);

    /// <summary>The reports about one call or one run, newest first.</summary>
    Task<ImmutableArray<FeedbackReport>> ListAsync(TenantId tenant, FeedbackSubject subject, string id, CancellationToken cancellationToken);

    /// <summary>The reports about calls and sessions of the two groups, from a time on and before another, newest first.</summary>
    Task<ImmutableArray<FeedbackReport>> ListComparedAsync(TenantId tenant, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}
