using System.Globalization;

namespace JusInfer.Portal.Api.Input;

/// <summary>Times as clients write them: RFC 3339, or a day, which is its first moment in UTC.</summary>
internal static class Times
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    private const DateTimeStyles InUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    public static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, InUtc, out var time) ? time : null;
}
