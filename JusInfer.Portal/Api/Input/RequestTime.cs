using System.Globalization;

namespace JusInfer.Portal.Api.Input;

/// <summary>The times that requests can contain: RFC 3339, or a date, which means its start in UTC.</summary>
internal static class RequestTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private const DateTimeStyles InUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>No call is made outside this range, and date arithmetic within it cannot overflow the calendar.</summary>
    private static readonly DateTimeOffset Min = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Max = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, InUtc, out var time) && time >= Min && time <= Max
            ? time
            : null;
}
