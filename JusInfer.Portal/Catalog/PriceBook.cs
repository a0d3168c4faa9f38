using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// A model's prices over time. A call is priced by its day, so that its receipt can be recomputed after the provider has changed the price.
/// </summary>
internal sealed record PriceBook
{
    /// <summary>The prices of a model that is marked as free. A missing price is an error and never means free.</summary>
    public static PriceBook FreeOfCharge { get; } = new() { Versions = [Nothing], Free = true };

    /// <summary>At least one, oldest first.</summary>
    public required ImmutableArray<Price> Versions { get; init => field = [.. value.OrderBy(price => price.From)]; }

    public bool Free { get; init; }

    private static Price Nothing => new()
    {
        From = DateOnly.MinValue,
        InputPerMillion = NanoUsd.Zero,
        CacheReadPerMillion = NanoUsd.Zero,
        CacheWrite5mPerMillion = NanoUsd.Zero,
        CacheWrite1hPerMillion = NanoUsd.Zero,
        OutputPerMillion = NanoUsd.Zero,
    };

    /// <summary>
    /// The price on <paramref name="day"/> (UTC). The first price also applies to all days before it, so that no day is free by accident.
    /// </summary>
    public Price At(DateOnly day)
    {
        for (var version = Versions.Length - 1; version > 0; version--)
        {
            if (Versions[version].From <= day) return Versions[version];
        }

        return Versions[0];
    }
}
