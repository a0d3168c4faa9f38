using System.Globalization;

namespace JusInfer.Portal.Tests.Primitives;

public sealed class DateFormatTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 5, 9, 3, 7, TimeSpan.FromHours(-2));

    [Fact]
    public void Days_and_times_are_written_as_people_write_them()
    {
        DateFormat.Day(Time).ShouldBe("5 Nov 2026");
        DateFormat.Day(new DateOnly(2026, 11, 5), hasYear: false).ShouldBe("5 Nov");
        DateFormat.Month(Time).ShouldBe("Nov 2026");
        DateFormat.Clock(Time).ShouldBe("11:03");
        DateFormat.Minute(Time).ShouldBe("5 Nov 2026, 11:03");
        DateFormat.Second(Time).ShouldBe("5 Nov 2026, 11:03:07");
    }

    [Theory]
    [InlineData("2026-11-05", "2026-11-05", "5 Nov 2026")]
    [InlineData("2026-11-05", "2026-12-01", "5 Nov – 1 Dec 2026")]
    [InlineData("2025-11-05", "2026-01-01", "5 Nov 2025 – 1 Jan 2026")]
    public void Days_name_a_year_once_if_it_is_the_same(string first, string last, string expected) =>
        DateFormat.Days(Day(first), Day(last)).ShouldBe(expected);

    private static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
