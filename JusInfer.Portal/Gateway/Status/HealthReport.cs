using System.Collections.Immutable;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Status;

/// <summary>The health of all providers and endpoints at one moment.</summary>
internal sealed record HealthReport
{
    /// <summary>Every provider of the catalog, in its order.</summary>
    public required ImmutableArray<ProviderStatus> Providers { get; init; }

    /// <summary>The endpoints that have been called recently or have failed, unavailable ones first.</summary>
    public required ImmutableArray<EndpointStatus> Endpoints { get; init; }

    /// <summary>The number of retries that the retry budget allows at the moment.</summary>
    public required int RemainingRetries { get; init; }

    /// <summary>The outcomes of interrupted streams since the process started. Empty if there were none.</summary>
    public required ImmutableArray<ResumptionStatus> Resumptions { get; init; }
}

/// <summary>One provider of the catalog.</summary>
/// <param name="Id">The provider's id in the catalog.</param>
/// <param name="Dialect">The catalog's name of the provider's dialect.</param>
/// <param name="Unusable">Why the provider cannot be called, as a sentence; null if it can.</param>
internal sealed record ProviderStatus(string Id, string Dialect, string? Unusable);

/// <summary>Whether an endpoint is called, from best to worst.</summary>
internal enum EndpointState
{
    /// <summary>The endpoint is called.</summary>
    Available,

    /// <summary>The next call is a probe.</summary>
    Probing,

    /// <summary>The endpoint is called only if no other endpoint is left.</summary>
    Unavailable,
}

/// <summary>One model at one provider.</summary>
internal sealed record EndpointStatus
{
    public required string Model { get; init; }

    public required string Provider { get; init; }

    /// <summary>The provider's name for the model. A model can have several endpoints of one provider, which differ in it.</summary>
    public string UpstreamModel { get; init; } = "";

    /// <summary>Whether the provider has the model more than once.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>The provider, and its name for the model if only that tells the endpoint from another one.</summary>
    public string Place => IsOneOfSeveral ? $"at {Provider} as {UpstreamModel}" : $"at {Provider}";

    public required EndpointState State { get; init; }

    /// <summary>The moving average of failed attempts, 0 to 1; null if there are no recent attempts.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>The moving average of the time to the first content of a stream; null if there are no recent streams.</summary>
    public TimeSpan? FirstToken { get; init; }

    public FailureStatus? LastFailure { get; init; }

    /// <summary>When the next probe is allowed; null while the endpoint is available.</summary>
    public DateTimeOffset? NextProbeAt { get; init; }

    public bool IsKnown => State != EndpointState.Available || ErrorRate is not null || LastFailure is not null;
}

/// <summary>A failure of an endpoint.</summary>
/// <param name="Outcome">What went wrong.</param>
/// <param name="Status">The provider's HTTP status; null if there was none.</param>
/// <param name="Message">What the provider says, without keys; null if it says nothing, or if the caller is at fault.</param>
/// <param name="At">When it failed.</param>
internal sealed record FailureStatus(AttemptOutcome Outcome, int? Status, string? Message, DateTimeOffset At);

/// <summary>The number of interrupted streams with one outcome.</summary>
/// <param name="Outcome"><c>attempted</c>, <c>finished</c>, <c>unfinished</c> or <c>refused</c>.</param>
/// <param name="Reason">The reason as a code; null for an outcome that has none.</param>
/// <param name="Count">The number of streams.</param>
internal sealed record ResumptionStatus(string Outcome, string? Reason, long Count);
