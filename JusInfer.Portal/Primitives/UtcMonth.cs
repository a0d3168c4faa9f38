namespace JusInfer.Portal.Primitives;

/// <summary>Months as money is counted by them.</summary>
internal static class UtcMonth
{
    /// <summary>The first instant of the month that this one lies in.</summary>
    public static DateTimeOffset Of(DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
