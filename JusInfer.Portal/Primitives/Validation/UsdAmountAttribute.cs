using System.ComponentModel.DataAnnotations;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>A limit in US dollars: 0 to <see cref="MaxUsd"/>, in steps of one <see cref="NanoUsd"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UsdAmountAttribute() : RangeAttribute(0, MaxUsd)
{
    private const int MaxUsd = 1_000_000;
    private const int MaxDecimals = 9;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => value switch
    {
        decimal and (< 0 or > MaxUsd) => new ValidationResult($"{validationContext.DisplayName} must be from 0 to {MaxUsd} USD."),
        decimal usd when decimal.Round(usd, MaxDecimals) != usd =>
            new ValidationResult($"{validationContext.DisplayName} may have at most {MaxDecimals} decimals."),
        _ => ValidationResult.Success,
    };
}
