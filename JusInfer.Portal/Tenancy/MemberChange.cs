using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>A change of a member's rate limits. Absent fields keep their value; null removes a limit.</summary>
internal sealed record MemberChange
{
    /// <summary>Requests per minute of all the member's keys together, and the burst; null removes the limit.</summary>
    [WholeNumber(1, RateLimits.MaxPerMinute)]
    public Optional<long?> Rpm { get; init; }

    /// <summary>Tokens per minute of all the member's keys together; null removes the limit.</summary>
    [WholeNumber(1, RateLimits.MaxPerMinute)]
    public Optional<long?> Tpm { get; init; }

    /// <summary>Concurrent calls of all the member's keys together; null removes the limit.</summary>
    [WholeNumber(1, RateLimits.MaxConcurrency)]
    public Optional<long?> Concurrency { get; init; }
}
