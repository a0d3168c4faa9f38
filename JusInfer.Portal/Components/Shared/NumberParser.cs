using System.Globalization;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// Parses numbers that a user types. An empty field is null without an error; anything else that is not a number is an error.
/// </summary>
internal static class NumberParser
{
    /// <summary>Parses US dollars with a decimal point; a leading dollar sign and thousands separators are allowed.</summary>
    public static decimal? ParseUsd(string? typed, string field, ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        var text = typed.Trim().TrimStart('$');
        if (HasThousands(text) && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)) return amount;
        errors.AddFinal(field, $"{field} must be an amount in US dollars, such as 25 or 12.50.");
        return null;
    }

    public static long? ParseInteger(string? typed, string field, ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        if (HasThousands(typed) && long.TryParse(
            typed.Trim(), NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        errors.AddFinal(field, $"{field} must be a whole number, such as 120.");
        return null;
    }

    /// <summary>Whether each comma is before three digits. In many countries a comma begins the decimals, so that 12,50 would become 1250.</summary>
    private static bool HasThousands(string typed)
    {
        var (whole, decimals) = typed.Trim().Split('.', 2) is [var before, var after] ? (before, after) : (typed.Trim(), "");
        return whole.Split(',').Skip(1).All(static group => group.Length == 3) && !decimals.Contains(',', StringComparison.Ordinal);
    }
}
