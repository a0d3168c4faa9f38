using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Status;

/// <summary>The health of everything upstream at one moment.</summary>
internal sealed record HealthReport
{
    /// <summary>Every provider of the catalog, in its order.</summary>
    public required ImmutableArray<ProviderStatus> Providers { get; init; }

    /// <summary>The endpoints that something is known of, those in trouble first.</summary>
    public required ImmutableArray<EndpointStatus> Endpoints { get; init; }

    /// <summary>How many attempts beyond the first of a call this process would still make now.</summary>
    public required int RetriesLeft { get; init; }

    /// <summary>What came of answers that broke off, since the process began. Empty where none did.</summary>
    public required ImmutableArray<ResumptionStatus> Resumptions { get; init; }
}

/// <param name="Id">As the catalog names it.</param>
/// <param name="Dialect">What is spoken there, in the catalog's word.</param>
/// <param name="Unusable">Why no request goes there, as a sentence; null if requests do.</param>
internal sealed record ProviderStatus(string Id, string Dialect, string? Unusable);

/// <summary>Whether an endpoint is asked. In order of trouble.</summary>
internal enum EndpointState
{
    /// <summary>It is.</summary>
    InUse,

    /// <summary>One call is to find out whether it answers again.</summary>
    OnTrial,

    /// <summary>It is not, unless nothing else is left.</summary>
    LeftAlone,
}

/// <summary>One model at one provider.</summary>
internal sealed record EndpointStatus
{
    public required string Model { get; init; }

    public required string Provider { get; init; }

    public required EndpointState State { get; init; }

    /// <summary>The share of attempts that failed of late, 0 to 1.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>How long streams took to their first content of late.</summary>
    public TimeSpan? FirstToken { get; init; }

    public FailureStatus? LastFailure { get; init; }

    /// <summary>When one call is let through again.</summary>
    public DateTimeOffset? TriedAgainAt { get; init; }

    public bool IsKnown => State != EndpointState.InUse || ErrorRate is not null || LastFailure is not null;
}

/// <summary>A failure in the records' words: nothing that a provider wrote is in it.</summary>
internal sealed record FailureStatus(AttemptOutcome Outcome, int? Status, DateTimeOffset At);

/// <param name="Outcome">What came of it: <c>attempted</c>, <c>finished</c>, <c>unfinished</c>, <c>refused</c>.</param>
/// <param name="Reason">Why, in a fixed word; null where there is no reason to give.</param>
/// <param name="Count">How many answers.</param>
internal sealed record ResumptionStatus(string Outcome, string? Reason, long Count);
