using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Usage;

/// <summary>The prices of a receipt. They are read from the present catalog and shown only if the cost that was charged follows from them.</summary>
internal sealed class ReceiptPrices
{
    private const decimal PerMillion = 1_000_000;

    private readonly Price price;

    private ReceiptPrices(Price price) => this.price = price;

    /// <summary>What the service tier added to the cost of the tokens, or took off it; zero without one.</summary>
    public NanoUsd OfServiceTier { get; private init; }

    /// <returns>Null if the catalog no longer has prices from which the cost follows, or if none applied.</returns>
    public static ReceiptPrices? Find(UsageRecord call, RouteDetails? details, CatalogSnapshot catalog)
    {
        if (call.PricesFrom is not { } from) return null;
        var others = (details?.Escalated?.Cost ?? NanoUsd.Zero) + (details?.Failed ?? NanoUsd.Zero);
        var charged = call.Cost + call.Unbilled - call.ToolCost - others;
        ImmutableArray<Price> found = [.. PricesOf(call, catalog).Where(price => price.From == from && price.AboveTokens == call.ContextTier)];
        if (found.FirstOrDefault(price => Pricing.CostOf(call.Tokens, price) == charged) is { } exact) return new ReceiptPrices(exact);
        return call.ServiceTier is not null && found is [var first, ..] ? new ReceiptPrices(first) { OfServiceTier = charged - Pricing.CostOf(call.Tokens, first) } : null;
    }

    /// <summary>"$1.25 per million: $0.0015" for the tokens of a bucket; null for no tokens.</summary>
    public string? Describe(long tokens, Func<Price, NanoUsd> priceOf) => tokens == 0
        ? null
        : $"{NumberFormat.Price(priceOf(price))} per million: {NumberFormat.Money(priceOf(price).Usd * tokens / PerMillion)}";

    /// <summary>The prices that can have applied, those of the provider that answered first. A provider can have answered with another model than the one that was asked.</summary>
    private static IEnumerable<Price> PricesOf(UsageRecord call, CatalogSnapshot catalog) => catalog.Models
        .OrderByDescending(model => model.Id == call.ModelServed)
        .SelectMany(model => model.Endpoints.OrderByDescending(endpoint => endpoint.Provider.Id == call.Provider).Select(static endpoint => endpoint.Prices).OfType<PriceBook>().Append(model.Prices))
        .SelectMany(static prices => prices.Versions)
        .SelectMany(static price => price.Tiers.Prepend(price));
}
