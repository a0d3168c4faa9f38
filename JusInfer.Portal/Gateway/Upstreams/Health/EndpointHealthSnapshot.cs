using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>What is known of an endpoint at one moment. Times are on the process's own clock.</summary>
internal readonly record struct EndpointHealthSnapshot
{
    public required CircuitBreakerState State { get; init; }

    /// <summary>Whether the breaker lets the next attempt through.</summary>
    public required bool IsAdmitted { get; init; }

    /// <summary>When the breaker's pause ends; null while it is closed.</summary>
    public TimeSpan? OpenUntil { get; init; }

    /// <summary>The share of attempts that failed, 0 to 1, the latest weighing most; null where nothing is known of late.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>Seconds until a stream's first content, the latest weighing most; null where nothing is known of late.</summary>
    public double? FirstTokenSeconds { get; init; }

    public EndpointFailure? LastFailure { get; init; }
}

/// <param name="Outcome">What went wrong.</param>
/// <param name="Status">The provider's HTTP status, where one came.</param>
/// <param name="At">When.</param>
internal readonly record struct EndpointFailure(AttemptOutcome Outcome, int? Status, TimeSpan At);
