using System.Globalization;

namespace JusInfer.Portal.Api.Input;

/// <summary>Times as clients write them: RFC 3339, or a day, which is its first moment in UTC.</summary>
internal static class Times
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private const DateTimeStyles InUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Beyond these no call was ever made or will be, and arithmetic on days would run over the calendar's end.</summary>
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, InUtc, out var time) && time >= Earliest && time <= Latest
            ? time
            : null;
}
