namespace JusInfer.Portal.Tenancy;

/// <summary>The limits on the rate of all calls of a member or of a team together. A limit that is null does not apply.</summary>
internal sealed record RateLimits
{
    public const int MaxPerMinute = 1_000_000_000;
    public const int MaxConcurrency = 100_000;

    public static readonly RateLimits None = new();

    /// <summary>Requests per minute, and the burst.</summary>
    public int? RequestsPerMinute { get; init; }

    public int? TokensPerMinute { get; init; }

    /// <summary>Concurrent calls.</summary>
    public int? Concurrency { get; init; }

    public bool IsUnlimited => RequestsPerMinute is null && TokensPerMinute is null && Concurrency is null;

    /// <summary>These limits with the given changes. Absent limits keep their value; null removes a limit.</summary>
    public RateLimits With(Optional<long?> requestsPerMinute, Optional<long?> tokensPerMinute, Optional<long?> concurrency) => new()
    {
        RequestsPerMinute = (int?)requestsPerMinute.Or(RequestsPerMinute),
        TokensPerMinute = (int?)tokensPerMinute.Or(TokensPerMinute),
        Concurrency = (int?)concurrency.Or(Concurrency),
    };
}
