using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>A change of a member's role and rate limits. Absent fields keep their value; null removes a limit.</summary>
internal sealed record MemberChange
{
    /// <summary>
    /// <c>owner</c>, <c>admin</c>, <c>member</c>, <c>billing</c> or <c>viewer</c>. Owners change every role; admins those of members, billing and viewers, among these three. A member who
    /// becomes viewer or billing loses all keys.
    /// </summary>
    public Role? Role { get; init; }

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
