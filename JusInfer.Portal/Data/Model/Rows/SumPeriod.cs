using System.Collections.Immutable;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The length of a period (UTC) over which usage is summed. The values are stored.</summary>
internal enum SumPeriod
{
    Hour,
    Day,
    Month,
}

/// <summary>Adjacent periods of one length, whose starts are in whole hours since 1970.</summary>
/// <param name="Period">The length.</param>
/// <param name="From">The start of the first period.</param>
/// <param name="To">The start of the period after the last one.</param>
internal readonly record struct SumRange(SumPeriod Period, int From, int To);

internal static class SumPeriods
{
    /// <summary>No later period is read, so that the end of a period can always be computed.</summary>
    private static readonly DateTimeOffset Max = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    extension(SumPeriod period)
    {
        /// <summary>The start of the period that contains a time, in whole hours since 1970.</summary>
        public int StartOf(DateTimeOffset time) => HoursOf(period.Floor(time));

        /// <summary>
        /// Covers a range of time, which is extended to whole periods of this length, with as many periods of the longer length as fit.
        /// </summary>
        public ImmutableArray<SumRange> Cover(SumPeriod longer, DateTimeOffset from, DateTimeOffset to)
        {
            var (start, end) = (period.Floor(from), period.Ceiling(to));
            var (middle, middleEnd) = (longer.Ceiling(start), longer.Floor(end));
            SumRange[] ranges = middle < middleEnd
                ? [RangeOf(period, start, middle), RangeOf(longer, middle, middleEnd), RangeOf(period, middleEnd, end)]
                : [RangeOf(period, start, end)];
            return [.. ranges.Where(range => range.From < range.To)];
        }

        /// <summary>The whole periods of this length between two times; an empty range, from after to, if there are none.</summary>
        public (DateTimeOffset From, DateTimeOffset To) Inside(DateTimeOffset from, DateTimeOffset to) =>
            (period.Ceiling(from), period.Floor(to));

        private DateTimeOffset Floor(DateTimeOffset time)
        {
            var utc = (time > Max ? Max : time).UtcDateTime;
            return period switch
            {
                SumPeriod.Hour => new DateTimeOffset(utc.Date.AddHours(utc.Hour), TimeSpan.Zero),
                SumPeriod.Day => new DateTimeOffset(utc.Date, TimeSpan.Zero),
                _ => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
            };
        }

        private DateTimeOffset Ceiling(DateTimeOffset time)
        {
            var floor = period.Floor(time);
            if (floor >= time) return floor;
            return period switch
            {
                SumPeriod.Hour => floor.AddHours(1),
                SumPeriod.Day => floor.AddDays(1),
                _ => floor.AddMonths(1),
            };
        }
    }

    private static SumRange RangeOf(SumPeriod period, DateTimeOffset from, DateTimeOffset to) => new(period, HoursOf(from), HoursOf(to));

    private static int HoursOf(DateTimeOffset start) => (int)(start - DateTimeOffset.UnixEpoch).TotalHours;
}
