using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Components.Developer.Tenant;

/// <summary>Describes the rate limits of a member or a team.</summary>
internal static class RateDescriptions
{
    /// <summary>Such as "120 requests/min, 4 at once"; null without limits.</summary>
    public static string? Of(RateLimits rates)
    {
        if (rates.IsUnlimited) return null;
        string?[] limits =
        [
            rates.RequestsPerMinute is { } requests ? $"{NumberFormat.Count(requests)} requests/min" : null,
            rates.TokensPerMinute is { } tokens ? $"{NumberFormat.Count(tokens)} tokens/min" : null,
            rates.Concurrency is { } calls ? $"{NumberFormat.Count(calls)} at once" : null,
        ];
        return string.Join(", ", limits.Where(static limit => limit is not null));
    }
}
