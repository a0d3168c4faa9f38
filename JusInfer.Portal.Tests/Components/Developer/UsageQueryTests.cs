using JusInfer.Portal.Components.Developer.Usage;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class UsageQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 23, 30, 0, TimeSpan.Zero);
    private static readonly UsageQueryString Empty = new(null, null, null, null, null, null, null);

    [Theory]
    [InlineData(null, "2026-11-14")]
    [InlineData("7d", "2026-11-14")]
    [InlineData("30d", "2026-10-22")]
    [InlineData("month", "2026-11-01")]
    [InlineData("century", "2026-11-14")]
    public void A_range_ends_today(string? range, string from)
    {
        var query = UsageQuery.Parse(Empty with { Range = range }, Now);

        query.Days().First().ShouldBe(from);
        query.Days().Last().ShouldBe("2026-11-20");
    }

    [Fact]
    public void Explicit_days_override_the_range_and_are_inclusive()
    {
        var query = UsageQuery.Parse(Empty with { Range = "30d", From = "2026-02-27", To = "2026-03-01" }, Now);

        query.Range.ShouldBeNull();
        query.Days().ShouldBe(["2026-02-27", "2026-02-28", "2026-03-01"]);
        query.WindowOf(default).To.ShouldBe(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2026-03-01", "2026-02-01")]
    [InlineData("2020-01-01", "2026-01-01")]
    [InlineData("soon", "2026-01-01")]
    public void Invalid_days_fall_back_to_seven_days(string from, string to) =>
        UsageQuery.Parse(Empty with { From = from, To = to }, Now).Range.ShouldBe("7d");

    [Fact]
    public void Invalid_filters_are_ignored() =>
        UsageQuery.Parse(Empty with { Key = "jinf_x", Model = " ", Status = "maybe", After = "1" }, Now).IsFiltered.ShouldBeFalse();
}
