namespace JusInfer.Portal.Usage;

/// <summary>The length of the periods of a timeline.</summary>
internal enum TimelineStep
{
    /// <summary>No table of sums has periods this short: single calls are read.</summary>
    FiveMinutes,
    Hour,
    Day,

    /// <summary>From Monday on.</summary>
    Week,
    Month,
}

internal static class TimelineSteps
{
    extension(TimelineStep step)
    {
        /// <summary>The length of periods that have one: not of months.</summary>
        public TimeSpan Length => step switch
        {
            TimelineStep.FiveMinutes => TimeSpan.FromMinutes(5),
            TimelineStep.Hour => TimeSpan.FromHours(1),
            TimelineStep.Week => TimeSpan.FromDays(7),
            _ => TimeSpan.FromDays(1),
        };

        /// <summary>The start of the UTC period of five minutes, an hour or a day that contains a time.</summary>
        public DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - time.UtcTicks % step.Length.Ticks, TimeSpan.Zero);
    }
}
