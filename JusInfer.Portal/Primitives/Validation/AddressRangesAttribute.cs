using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Primitives.Validation;

/// <summary>A list of IP addresses and networks in CIDR notation. The message names each entry that is neither.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AddressRangesAttribute : ValidationAttribute
{
    public const int MaxRanges = 32;

    private const int MaxQuoteLength = 50;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        if (value is not ImmutableArray<string?> entries) return ValidationResult.Success;
        var field = validationContext.DisplayName;
        if (entries.Length > MaxRanges) return new ValidationResult($"{field} may list at most {MaxRanges} addresses and networks.");
        var faults = entries.Where(static entry => !AddressRange.TryParse(entry, out _)).Select(Quote).ToList();
        return faults.Count == 0
            ? ValidationResult.Success
            : new ValidationResult(
                $"{field} must be a list of IP addresses and of networks such as 203.0.113.0/24 or 2001:db8::/32. Not one of them: {string.Join(", ", faults)}.");
    }

    private static string Quote(string? entry)
    {
        if (entry is null) return "null";
        var quoted = entry.Length <= MaxQuoteLength ? entry : string.Concat(entry.AsSpan(0, MaxQuoteLength), "…");
        return AddressRange.Suggest(entry) is { } suggestion ? $"'{quoted}' (did you mean {suggestion}?)" : $"'{quoted}'";
    }
}
