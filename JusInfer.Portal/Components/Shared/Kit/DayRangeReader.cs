using System.Globalization;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>Reads two typed days and says which of them is wrong, and what to type.</summary>
internal static class DayRangeReader
{
    private const int MinYear = 2000;
    private const int MaxYear = 2099;
    private const string Example = "2026-11-20";

    private static readonly string[] Formats = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd"];

    /// <summary>Reads the first and the last day of at most so many days.</summary>
    /// <returns>The days, or at least one error.</returns>
    public static (DayRange? Range, string? FromError, string? ToError) Read(string? from, string? to, int maxDays)
    {
        var (first, last) = (Day(from), Day(to));
        if (first is not { } start || last is not { } end) return (null, first is null ? Describe("From", from) : null, last is null ? Describe("To", to) : null);
        if (end < start) return (null, null, "To must not be before From.");
        var range = new DayRange(start, end);
        return range.Days <= maxDays ? (range, null, null) : (null, null, $"A period has at most {maxDays} days. These are {range.Days}: choose an earlier day.");
    }

    /// <returns>Null if the text is not a day.</returns>
    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= MinYear and <= MaxYear ? day : null;

    private static string Describe(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? $"{field} is missing. Type a day, such as {Example}."
        : DateOnly.TryParseExact(text.Trim(), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? $"{field} must be between {MinYear} and {MaxYear}."
        : $"{field} must be a day that exists, as year, month and day, such as {Example}.";
}
