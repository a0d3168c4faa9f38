using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Catalog.Providers;

/// <summary>The settings of a model. Without prices, those of the catalog apply. Prices are in US dollars per million tokens.</summary>
internal sealed record ModelSettingsRequest
{
    /// <summary>Whether calls are sent to the model. The default is true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Names besides those of the catalog. The default is none.</summary>
    [ModelIds]
    public ImmutableArray<string>? Aliases { get; init; }

    [PerMillionTokens]
    public decimal? Input { get; init; }

    /// <summary>The default is the price of input.</summary>
    [PerMillionTokens]
    public decimal? CacheRead { get; init; }

    /// <summary>The default is the price of input.</summary>
    [PerMillionTokens, JsonPropertyName("cache_write_5m")]
    public decimal? CacheWrite5m { get; init; }

    /// <summary>The default is the price of <see cref="CacheWrite5m"/>.</summary>
    [PerMillionTokens, JsonPropertyName("cache_write_1h")]
    public decimal? CacheWrite1h { get; init; }

    [PerMillionTokens]
    public decimal? Output { get; init; }

    /// <summary>The address of the page or contract that has the price.</summary>
    public string? Source { get; init; }

    public bool NamesPrice() => (Input ?? CacheRead ?? CacheWrite5m ?? CacheWrite1h ?? Output) is not null || !string.IsNullOrWhiteSpace(Source);
}

/// <summary>A price per million tokens. One that is far too low is usually the price per token.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PerMillionTokensAttribute : ValidationAttribute
{
    private const decimal MinUsd = 0.001m;
    private const int MaxUsd = 10_000;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => value switch
    {
        decimal and (< 0 or > MaxUsd) => new ValidationResult($"{validationContext.DisplayName} must be from 0 to {MaxUsd} USD per million tokens."),
        decimal and > 0 and < MinUsd => new ValidationResult($"{validationContext.DisplayName} is per million tokens and must be 0 or at least 0.001 USD. Multiply a price per token by 1000000."),
        _ => ValidationResult.Success,
    };
}
