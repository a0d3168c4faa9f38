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
        var input = fields.Require("input") ? fields.Money("input") : null;
        var cacheRead = fields.Money("cacheRead") ?? input;
        var cacheWrite5m = fields.Money("cacheWrite5m") ?? input;
        var cacheWrite1h = fields.Money("cacheWrite1h") ?? cacheWrite5m;
        var output = fields.Require("output") ? fields.Money("output") : null;
        var source = fields.Address("source");
        var read = fields.Day("read");
        fields.RejectUnknownFields();
        if (from is null || input is null || output is null) return null;

        return new Price
        {
            From = from.Value,
            InputPerMillion = input.Value,
            CacheReadPerMillion = cacheRead ?? input.Value,
            CacheWrite5mPerMillion = cacheWrite5m ?? input.Value,
            CacheWrite1hPerMillion = cacheWrite1h ?? input.Value,
            OutputPerMillion = output.Value,
            Source = source?.OriginalString,
            Read = read,
        };
    }
}
