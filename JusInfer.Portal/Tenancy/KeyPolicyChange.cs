using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>A change of a team's policy for keys. Absent fields keep their value; null removes a rule.</summary>
internal sealed record KeyPolicyChange
{
    /// <summary>The most days after which an expiry can be, about 10 years.</summary>
    public const int MaxExpiryDays = 3650;

    /// <summary>The models that keys may call; null or an empty list allows every model.</summary>
    [ModelIds]
    public Optional<ImmutableArray<string>?> Models { get; init; }

    /// <summary>The most requests per minute of a key.</summary>
    [WholeNumber(1, RateLimits.MaxPerMinute)]
    public Optional<long?> MaxRpm { get; init; }

    /// <summary>The most tokens per minute of a key.</summary>
    [WholeNumber(1, RateLimits.MaxPerMinute)]
    public Optional<long?> MaxTpm { get; init; }

    /// <summary>The most concurrent calls of a key.</summary>
    [WholeNumber(1, RateLimits.MaxConcurrency)]
    public Optional<long?> MaxConcurrency { get; init; }

    /// <summary>The highest monthly cap of a key, 0 to 1000000.</summary>
    [UsdAmount]
    public Optional<decimal?> MaxMonthlyCapUsd { get; init; }

    /// <summary>The days after which a key expires at the latest, 1 to 3650.</summary>
    [WholeNumber(1, MaxExpiryDays)]
    public Optional<long?> MaxDays { get; init; }

    /// <summary>The IP addresses and networks that keys may be used from, at most 32; null or an empty list allows every address.</summary>
    [AddressRanges]
    public Optional<ImmutableArray<string>?> AllowedAddresses { get; init; }

    internal KeyPolicy ApplyTo(KeyPolicy policy) => new()
    {
        Models = Models.HasValue
            ? [.. (Models.Value ?? []).Select(static model => model.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)]
            : policy.Models,
        MaxRequestsPerMinute = (int?)MaxRpm.Or(policy.MaxRequestsPerMinute),
        MaxTokensPerMinute = (int?)MaxTpm.Or(policy.MaxTokensPerMinute),
        MaxConcurrency = (int?)MaxConcurrency.Or(policy.MaxConcurrency),
        MaxMonthlyCap = MaxMonthlyCapUsd.Or(policy.MaxMonthlyCap?.Usd) is { } usd ? NanoUsd.FromUsd(usd) : null,
        MaxDays = (int?)MaxDays.Or(policy.MaxDays),
        AllowedAddresses = AllowedAddresses.HasValue
            ? [.. (AllowedAddresses.Value ?? []).Select(AddressRange.Parse).Distinct()]
            : policy.AllowedAddresses,
    };
}
