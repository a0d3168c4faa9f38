using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Prices the estimated input of calls that were interrupted.</summary>
internal sealed class IntentPrices(CatalogSource catalog)
{
    public (NanoUsd Cost, DateOnly? PricesFrom, int? ContextTier) PriceOf(CallIntent intent)
    {
        var model = catalog.Current.Models.FirstOrDefault(model => model.Id == intent.ModelPlanned);
        var endpoint = model?.Endpoints.FirstOrDefault(endpoint => endpoint.Provider.Id == intent.Provider);
        if (model is null) return (NanoUsd.Zero, null, null);
        var input = intent.EstimatedInputTokens;
        var (cost, price) = Pricing.CostOf(
            new TokenBuckets { InputUncached = input }, input, endpoint?.Prices ?? model.Prices, DateOnly.FromDateTime(intent.At.UtcDateTime));
        return (cost, price?.From, price?.AboveTokens);
    }
}
