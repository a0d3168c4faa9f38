using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>A key and the member it acts for. Calls are checked against the limits of both.</summary>
internal sealed record KeyHolder(ApiKey Key, Member Member)
{
    /// <summary>The rate limits of the key's team.</summary>
    public RateLimits TenantRates { get; init; } = RateLimits.None;

    /// <summary>The rules of the key's team for stored responses.</summary>
    public ResponsePolicy Responses { get; init; } = ResponsePolicy.Default;
}
