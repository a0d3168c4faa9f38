using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>
/// Reads a model's <c>prices</c>. A model without prices is rejected: its calls would be recorded at no cost, and no cap would apply to
/// them.
/// </summary>
internal static class PriceReader
{
    public static PriceBook? Read(JsonFields model)
    {
        var free = model.Flag("free") ?? false;
        if (!model.Has("prices"))
        {
            if (free) return PriceBook.FreeOfCharge;

            model.Require("prices");
            return null;
        }

        var versions = ReadVersions(model);
        if (!free) return versions.IsEmpty ? null : new PriceBook { Versions = versions };

        model.AddError("free", "is true although there are prices; remove one of them.");
        return null;
    }

    private static ImmutableArray<Price> ReadVersions(JsonFields model)
    {
        var entries = model.Objects("prices").ToArray();
        if (entries.Length == 0) model.AddError("prices", "is empty; list a price, or set \"free\": true.");

        var versions = ImmutableArray.CreateBuilder<Price>();
        foreach (var entry in entries)
        {
            if (ReadPrice(entry) is not { } price) continue;
            if (versions.All(earlier => earlier.From != price.From)) versions.Add(price);
            else entry.AddError("from", $"is {price.From:yyyy-MM-dd}, which already has a price; remove one of them.");
        }

        return versions.ToImmutable();
    }

    private static Price? ReadPrice(JsonFields fields)
    {
        var from = fields.Require("from") ? fields.Day("from") : null;
        var price = ReadAmounts(fields, from ?? DateOnly.MinValue, above: null);
        var tiers = ReadTiers(fields, from ?? DateOnly.MinValue);
        var source = fields.Address("source");
        var read = fields.Day("read");
        fields.RejectUnknownFields();
        return from is null || price is null ? null : price with { Tiers = tiers, Source = source?.OriginalString, Read = read };
    }

    private static ImmutableArray<Price> ReadTiers(JsonFields price, DateOnly from)
    {
        if (price.Find("tiers") is null) return [];
        var tiers = ImmutableArray.CreateBuilder<Price>();
        var highest = 0;
        foreach (var entry in price.Objects("tiers"))
        {
            var above = entry.Require("above") ? entry.Count("above") : null;
            var tier = ReadAmounts(entry, from, above);
            entry.RejectUnknownFields();
            if (above <= highest) entry.AddError("above", $"is {above}; list the tiers in ascending order, each with another number of tokens.");
            highest = Math.Max(highest, above ?? 0);
            if (above is not null && tier is not null) tiers.Add(tier);
        }

        return tiers.ToImmutable();
    }

    private static Price? ReadAmounts(JsonFields fields, DateOnly from, int? above)
    {
        var input = fields.Require("input") ? fields.Money("input") : null;
        var cacheRead = fields.Money("cacheRead") ?? input;
        var cacheWrite5m = fields.Money("cacheWrite5m") ?? input;
        var cacheWrite1h = fields.Money("cacheWrite1h") ?? cacheWrite5m;
        var output = fields.Require("output") ? fields.Money("output") : null;
        var audioInput = fields.Money("audioInput");
        var audioOutput = fields.Money("audioOutput");
        if (input is null || output is null) return null;

        return new Price
        {
            From = from,
            AboveTokens = above,
            InputPerMillion = input.Value,
            CacheReadPerMillion = cacheRead ?? input.Value,
            CacheWrite5mPerMillion = cacheWrite5m ?? input.Value,
            CacheWrite1hPerMillion = cacheWrite1h ?? input.Value,
            OutputPerMillion = output.Value,
            AudioInputPerMillion = audioInput,
            AudioOutputPerMillion = audioOutput,
        };
    }
}
