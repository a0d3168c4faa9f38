using System.Collections.Immutable;
using System.Text.Json.Serialization;
using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Reports.Views;

/// <summary>A model of the catalog with what operators have changed about it.</summary>
internal sealed record ModelSettingsView
{
    public required string Id { get; init; }

    /// <summary>Whether calls are sent to it, if one of its providers is usable.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether one of its providers is usable now.</summary>
    public required bool Usable { get; init; }

    /// <summary>The names of the catalog.</summary>
    public required ImmutableArray<string> CatalogAliases { get; init; }

    /// <summary>The names that operators have added.</summary>
    public required ImmutableArray<string> Aliases { get; init; }

    /// <summary>The price that an operator has set; absent if that of the catalog applies.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CustomPriceView? Price { get; init; }

    /// <summary>When the settings were changed; absent if nobody has changed them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTime? SetAt { get; init; }

    /// <summary>The e-mail address of the account that changed them; absent if it is deleted.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SetBy { get; init; }

    public static ModelSettingsView From(ModelState state) => new()
    {
        Id = state.Original.Id,
        Enabled = state.IsSetEnabled,
        Usable = !state.Model.UsableEndpoints.IsEmpty,
        CatalogAliases = state.Original.Aliases,
        Aliases = state.Settings?.Aliases ?? [],
        Price = state.CustomPrice is { } price ? CustomPriceView.Create(price) : null,
        SetAt = state.Settings?.SetAt.UtcDateTime,
        SetBy = state.SetBy,
    };
}

/// <summary>A price that an operator has set, in US dollars per million tokens.</summary>
internal sealed record CustomPriceView
{
    /// <summary>The first day (UTC) of the price.</summary>
    public required DateOnly From { get; init; }

    public required decimal Input { get; init; }

    public required decimal CacheRead { get; init; }

    [JsonPropertyName("cache_write_5m")]
    public required decimal CacheWrite5m { get; init; }

    [JsonPropertyName("cache_write_1h")]
    public required decimal CacheWrite1h { get; init; }

    public required decimal Output { get; init; }

    /// <summary>The address of the page or contract that has the price.</summary>
    public required string Source { get; init; }

    public static CustomPriceView Create(CustomPrice price) => new()
    {
        From = price.From,
        Input = price.Input,
        CacheRead = price.CacheRead,
        CacheWrite5m = price.CacheWrite5m,
        CacheWrite1h = price.CacheWrite1h,
        Output = price.Output,
        Source = price.Source,
    };
}
