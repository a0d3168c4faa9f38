using System.Globalization;
using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Components.Shared;

/// <summary>
/// Reads numbers as people type them. What is no number is a fault of its field; an empty field is no number and no fault.
/// </summary>
internal static class Amounts
{
    /// <summary>US dollars with a point for the cents; a leading dollar sign and commas between thousands are let pass.</summary>
    public static decimal? ReadMoney(string? typed, string field, ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        var text = typed.Trim().TrimStart('$');
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount)) return amount;
        errors.AddFinal(field, $"{field} must be an amount in US dollars, such as 25 or 12.50.");
        return null;
    }

    public static long? ReadWhole(string? typed, string field, ValidationErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        if (long.TryParse(
            typed.Trim(), NumberStyles.AllowThousands | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        errors.AddFinal(field, $"{field} must be a whole number, such as 120.");
        return null;
    }
}
