namespace JusInfer.Portal.Usage;

/// <summary>The usage of one team in a time range.</summary>
/// <param name="Team">The team.</param>
/// <param name="From">The start, inclusive.</param>
/// <param name="To">The end, exclusive.</param>
internal sealed record UsageWindow(TeamId Team, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The current calendar month in UTC.</summary>
    public static UsageWindow MonthOf(TeamId team, DateTimeOffset now)
    {
        var start = UtcMonth.Of(now);
        return new UsageWindow(team, start, start.AddMonths(1));
    }
}
