using System.Linq.Expressions;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Stores.Breakdowns;

/// <summary>Numbers the periods of a query, in an expression that both databases evaluate with whole numbers.</summary>
/// <param name="calendar">The periods.</param>
/// <param name="window">The range that is read.</param>
/// <param name="unitsPerDay">The number of units in which a table has the time since 1970, UTC, in a day.</param>
internal sealed class PeriodKeys(UsageCalendar calendar, UsageWindow window, int unitsPerDay)
{
    /// <summary>1970-01-01 was a Thursday.</summary>
    private const int DaysFromMonday = 3;

    private static readonly DateOnly FirstDay = DateOnly.FromDateTime(DateTime.UnixEpoch);

    private readonly DateTimeOffset[] months =
        calendar.Step == TimelineStep.Month ? [.. calendar.Starts(window.From, window.To)] : [];

    /// <param name="time">Whole units since 1970, UTC.</param>
    public Expression KeyOf(Expression time) => calendar.Step switch
    {
        TimelineStep.FiveMinutes => Divide(time, unitsPerDay / 288),
        TimelineStep.Hour => Divide(time, unitsPerDay / 24),
        TimelineStep.Day => Divide(time, unitsPerDay),
        TimelineStep.Week => Divide(Expression.Add(Divide(time, unitsPerDay), Expression.Constant(DaysFromMonday)), 7),
        _ => MonthOf(time, 0, months.Length),
    };

    public DateTimeOffset StartOf(int key) => calendar.Step switch
    {
        TimelineStep.FiveMinutes => DateTimeOffset.UnixEpoch.AddMinutes(5d * key),
        TimelineStep.Hour => DateTimeOffset.UnixEpoch.AddHours(key),
        TimelineStep.Day => UsageCalendar.StartOf(FirstDay.AddDays(key)),
        TimelineStep.Week => UsageCalendar.StartOf(FirstDay.AddDays((7 * key) - DaysFromMonday)),
        _ => months[key],
    };

    /// <summary>Searches the months from one index to another.</summary>
    private Expression MonthOf(Expression time, int from, int to)
    {
        if (to - from <= 1) return Expression.Constant(from);
        var middle = (from + to) / 2;
        var start = Expression.Constant(UnitsOf(months[middle] - DateTimeOffset.UnixEpoch));
        return Expression.Condition(Expression.LessThan(time, start), MonthOf(time, from, middle), MonthOf(time, middle, to));
    }

    private int UnitsOf(TimeSpan time) => (int)(time.Ticks / (TimeSpan.TicksPerDay / unitsPerDay));

    private static Expression Divide(Expression units, int length) =>
        length == 1 ? units : Expression.Divide(units, Expression.Constant(length));
}
