namespace JusInfer.Portal.Catalog.Providers;

/// <summary>
/// The version of what operators set: the time at which it was set, which is later than that of the version before. So that of two operators who change the
/// same thing, the second does not overwrite the first without knowing it.
/// </summary>
internal static class ChangeVersion
{
    /// <param name="setAt">When it was set; null if it is not stored.</param>
    /// <returns>0 if it is not stored.</returns>
    public static long Of(DateTimeOffset? setAt) => setAt?.UtcTicks ?? 0;

    /// <summary>The time of the next version, to the microsecond, as both databases store it.</summary>
    /// <param name="now">The current time.</param>
    /// <param name="before">When the version before was set; null if there is none.</param>
    public static DateTimeOffset Next(DateTimeOffset now, DateTimeOffset? before)
    {
        var time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return before is { } last && time <= last ? last.AddMicroseconds(1) : time;
    }
}
