using System.Globalization;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The settings of a model as fields of the audit log.</summary>
internal static class ModelSettingsFields
{
    public static AuditField[] From(ModelSettings? settings) =>
    [
        new("model", settings?.Model),
        new("enabled", settings?.Enabled is false ? "false" : "true"),
        new("aliases", settings is { Aliases.IsEmpty: false } ? string.Join(", ", settings.Aliases) : null),
        new("price", settings is { Prices: [.., var price] } ? Text(price) : null),
    ];

    private static string Text(CustomPrice price) => string.Create(
        CultureInfo.InvariantCulture,
        $"from {price.From:yyyy-MM-dd}: input {price.Input} USD, cache read {price.CacheRead} USD, cache writes {price.CacheWrite5m} and {price.CacheWrite1h} USD, output {price.Output} USD per million tokens, {price.Source}");
}
