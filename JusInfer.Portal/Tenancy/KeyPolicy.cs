using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Tenancy;

/// <summary>
/// A team's rules for the keys that its members mint and change. A rule that is null or empty does not apply. Models and addresses also restrict the calls of
/// keys that are older than the policy; the other rules leave those as they are.
/// </summary>
internal sealed record KeyPolicy
{
    public static readonly KeyPolicy None = new();

    /// <summary>The models that keys may call; every model where empty.</summary>
    public ImmutableArray<string> Models { get; init; } = [];

    public int? MaxRequestsPerMinute { get; init; }

    public int? MaxTokensPerMinute { get; init; }

    public int? MaxConcurrency { get; init; }

    /// <summary>The highest monthly cap of a key.</summary>
    public NanoUsd? MaxMonthlyCap { get; init; }

    /// <summary>The days after which a key expires at the latest.</summary>
    public int? MaxDays { get; init; }

    /// <summary>The addresses that keys may be used from; every address where empty.</summary>
    public ImmutableArray<AddressRange> AllowedAddresses { get; init; } = [];

    public bool IsEmpty => Models.IsEmpty && AllowedAddresses.IsEmpty
        && (MaxRequestsPerMinute ?? MaxTokensPerMinute ?? MaxConcurrency ?? MaxDays) is null && MaxMonthlyCap is null;
}
