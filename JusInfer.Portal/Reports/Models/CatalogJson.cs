using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Reports.Models;

/// <summary>The catalog as JSON. Prices are USD per million tokens.</summary>
internal static class CatalogJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Write(CatalogSnapshot catalog, ImmutableArray<CatalogEntry> entries) => JsonSerializer.SerializeToUtf8Bytes(
        new CatalogView(
            catalog.Version,
            catalog.IsDemo,
            new AutoView(catalog.Auto.Id, catalog.Auto.Aliases, catalog.Auto.Baseline.Id, CatalogAddresses.Of(catalog.Auto.Id)),
            [.. entries.Select(ViewOf)]),
        Options);

    /// <summary>One model, also with its earlier prices.</summary>
    public static byte[] WriteOne(CatalogSnapshot catalog, CatalogEntry entry) => JsonSerializer.SerializeToUtf8Bytes(
        ViewOf(entry) with
        {
            CatalogVersion = catalog.Version,
            Demo = catalog.IsDemo,
            AutoUseExplanation = CatalogDescriptions.Explain(entry, catalog.Auto),
            EarlierPricing = [.. entry.EarlierPrices.Select(ViewOf)],
        },
        Options);

    private static ModelView ViewOf(CatalogEntry entry) => new()
    {
        Id = entry.Id,
        Aliases = entry.Model.Aliases,
        Tier = CatalogNames.Tiers.Write(entry.Model.Tier),
        ContextLength = entry.Model.ContextWindow,
        MaxOutputTokens = entry.Model.MaxOutputTokens,
        Capabilities = CatalogNames.Capabilities.WriteFlags(entry.Model.Capabilities),
        Free = entry.IsFree,
        Usable = entry.IsUsable,
        Simulated = entry.IsSimulated,
        Pricing = entry.Price is { } price ? ViewOf(price) : null,
        Providers = [.. entry.Providers.Select(ViewOf)],
        AutoUse = CatalogDescriptions.Name(entry.Role).Replace(' ', '_'),
        Page = CatalogAddresses.Of(entry.Id),
        Markdown = CatalogAddresses.MarkdownOf(entry.Id),
        Json = CatalogAddresses.JsonOf(entry.Id),
    };

    private static ProviderView ViewOf(CatalogProvider provider) => new(
        provider.Id,
        provider.Model,
        CatalogDescriptions.Name(provider.State).Replace(' ', '_'),
        provider.FirstToken is { } wait ? (int)wait.TotalMilliseconds : null,
        provider.OutputSpeed is { } speed ? Math.Round(speed, 1) : null,
        provider.Price is { } price ? ViewOf(price) : null);

    private static PriceView ViewOf(Price price) => new()
    {
        Above = price.AboveTokens,
        From = price.AboveTokens is null ? price.From : null,
        SetBy = price.IsOwn ? "operator" : null,
        Source = price.Source,
        Read = price.Read,
        Input = price.InputPerMillion.Usd,
        CacheRead = price.CacheReadPerMillion.Usd,
        CacheWrite5m = price.CacheWrite5mPerMillion.Usd,
        CacheWrite1h = price.CacheWrite1hPerMillion.Usd,
        Output = price.OutputPerMillion.Usd,
        AudioInput = price.AudioInputPerMillion?.Usd,
        AudioOutput = price.AudioOutputPerMillion?.Usd,
        Tiers = price.Tiers.IsEmpty ? null : [.. price.Tiers.Select(ViewOf)],
    };

    private sealed record CatalogView(string Version, bool Demo, AutoView Auto, ImmutableArray<ModelView> Data);

    private sealed record AutoView(string Id, ImmutableArray<string> Aliases, string Baseline, string Page);

    private sealed record ProviderView(string Id, string Model, string State, int? FirstTokenMs, double? OutputTokensPerSecond, PriceView? Pricing);

    private sealed record ModelView
    {
        public required string Id { get; init; }

        public required ImmutableArray<string> Aliases { get; init; }

        public required string Tier { get; init; }

        public required int ContextLength { get; init; }

        public int? MaxOutputTokens { get; init; }

        public required ImmutableArray<string> Capabilities { get; init; }

        public required bool Free { get; init; }

        public required bool Usable { get; init; }

        public required bool Simulated { get; init; }

        public PriceView? Pricing { get; init; }

        public required ImmutableArray<ProviderView> Providers { get; init; }

        public required string AutoUse { get; init; }

        public required string Page { get; init; }

        public required string Markdown { get; init; }

        public required string Json { get; init; }

        /// <summary>Null in the list, which has it once.</summary>
        public string? CatalogVersion { get; init; }

        /// <inheritdoc cref="CatalogVersion"/>
        public bool? Demo { get; init; }

        /// <summary>Null in the list.</summary>
        public string? AutoUseExplanation { get; init; }

        /// <summary>Newest first; null in the list.</summary>
        public IReadOnlyList<PriceView>? EarlierPricing { get; init; }
    }

    private sealed record PriceView
    {
        public int? Above { get; init; }

        public DateOnly? From { get; init; }

        /// <summary><c>operator</c>; null for a price of the catalog file.</summary>
        public string? SetBy { get; init; }

        public string? Source { get; init; }

        public DateOnly? Read { get; init; }

        public required decimal Input { get; init; }

        public required decimal CacheRead { get; init; }

        [JsonPropertyName("cache_write_5m")]
        public required decimal CacheWrite5m { get; init; }

        [JsonPropertyName("cache_write_1h")]
        public required decimal CacheWrite1h { get; init; }

        public required decimal Output { get; init; }

        public decimal? AudioInput { get; init; }

        public decimal? AudioOutput { get; init; }

        public IReadOnlyList<PriceView>? Tiers { get; init; }
    }
}
