using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>The health of an endpoint at one moment. Times are on the monotonic clock of the process.</summary>
internal readonly record struct EndpointHealthSnapshot
{
    public required CircuitBreakerState State { get; init; }

    /// <summary>The circuit breaker allows the next attempt.</summary>
    public required bool IsAvailable { get; init; }

    /// <summary>When the open circuit breaker becomes half-open; null while it is closed.</summary>
    public TimeSpan? OpenUntil { get; init; }

    /// <summary>The moving average of failed attempts, 0 to 1; null if there are no recent attempts.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>The moving average of the time to the first content of a stream, in seconds; null if there are no recent streams.</summary>
    public double? FirstTokenSeconds { get; init; }

    public EndpointFailure? LastFailure { get; init; }
}

/// <summary>The last failure of an endpoint.</summary>
/// <param name="Outcome">What went wrong.</param>
/// <param name="Status">The provider's HTTP status; null if there was none.</param>
/// <param name="Message">What the provider says, for the operator; null if it says nothing.</param>
/// <param name="At">When it failed.</param>
internal readonly record struct EndpointFailure(AttemptOutcome Outcome, int? Status, string? Message, TimeSpan At);
