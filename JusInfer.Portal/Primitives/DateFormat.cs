using System.Globalization;

namespace JusInfer.Portal.Primitives;

/// <summary>
/// Formats days and times (UTC) as people write them: <c>25 Nov 2026, 14:00</c>. In addresses, APIs, files and Markdown, programs read
/// them, and they are as in ISO 8601. <c>js/local-time.js</c> writes the same in the browser's time zone.
/// </summary>
internal static class DateFormat
{
    /// <summary>Such as <c>25 Nov 2026</c>.</summary>
    /// <param name="day">The day.</param>
    /// <param name="hasYear">Whether the year is not obvious.</param>
    public static string Day(DateOnly day, bool hasYear = true) =>
        day.ToString(hasYear ? "d MMM yyyy" : "d MMM", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset time) => Day(DateOnly.FromDateTime(time.UtcDateTime));

    /// <summary>Such as <c>20 Nov – 25 Nov 2026</c>.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day.</param>
    public static string Days(DateOnly first, DateOnly last) =>
        first == last ? Day(first) : $"{Day(first, hasYear: first.Year != last.Year)} – {Day(last)}";

    /// <summary>Such as <c>Nov 2026</c>.</summary>
    public static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>25 Nov 2026, 14:00</c>.</summary>
    public static string Minute(DateTimeOffset time) => $"{Day(time)}, {Clock(time)}";

    /// <summary>Such as <c>25 Nov 2026, 14:00:09</c>.</summary>
    public static string Second(DateTimeOffset time) => time.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>14:00</c>.</summary>
    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);
}
