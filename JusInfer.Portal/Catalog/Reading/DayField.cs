using System.Globalization;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads a date (UTC).</summary>
internal static class DayField
{
    public static DateOnly? Day(this JsonFields fields, string name)
    {
        if (fields.Text(name) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;

        fields.AddError(name, $"is \"{text}\"; write a date such as \"2026-11-20\".");
        return null;
    }
}
