namespace JusInfer.Portal.Primitives;

/// <summary>Calendar months in UTC, by which spend is summed.</summary>
internal static class UtcMonth
{
    /// <summary>The start of the month of an instant.</summary>
    public static DateTimeOffset Of(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
