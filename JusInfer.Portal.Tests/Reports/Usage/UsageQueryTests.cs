using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Reports.Usage;

public sealed class UsageQueryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 23, 30, 0, TimeSpan.Zero);
    private static readonly UsageQueryString Empty = new();

    [Theory]
    [InlineData(null, "2026-11-14")]
    [InlineData("7d", "2026-11-14")]
    [InlineData("30d", "2026-10-22")]
    [InlineData("month", "2026-11-01")]
    [InlineData("century", "2026-11-14")]
    public void A_range_ends_today(string? range, string from)
    {
        var query = UsageQuery.Parse(Empty with { Range = range }, Now);

        LabelsOf(query)[0].ShouldBe(from);
        LabelsOf(query)[^1].ShouldBe("2026-11-20");
        query.LastIsIncomplete.ShouldBeTrue();
    }

    [Fact]
    public void Explicit_days_override_the_range_and_are_inclusive()
    {
        var query = UsageQuery.Parse(Empty with { Range = "30d", From = "2026-02-27", To = "2026-03-01" }, Now);

        query.Range.ShouldBeNull();
        LabelsOf(query).ShouldBe(["2026-02-27", "2026-02-28", "2026-03-01"]);
        query.LastIsIncomplete.ShouldBeFalse();
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
        UsageQuery.Parse(Empty with { Key = "jinf_x", Member = "x", Model = " ", Provider = "\0", Status = "maybe", After = "1" }, Now).IsFiltered.ShouldBeFalse();

    [Theory]
    [InlineData(null, UsageGroup.Model)]
    [InlineData("nothing", UsageGroup.Model)]
    [InlineData("user", UsageGroup.User)]
    [InlineData("run", UsageGroup.Session)]
    [InlineData("repository", UsageGroup.Repository)]
    [InlineData("label", UsageGroup.Label)]
    public void Usage_is_grouped_by_model_unless_another_group_is_named(string? by, object group) =>
        UsageQuery.Parse(Empty with { By = by }, Now).Group.ShouldBe((UsageGroup)group);

    [Fact]
    public void The_last_24_hours_have_a_bucket_per_hour()
    {
        var labels = LabelsOf(UsageQuery.Parse(Empty with { Range = "24h" }, Now));

        labels.Length.ShouldBe(24);
        labels[0].ShouldBe("2026-11-20 00:00");
        labels[^1].ShouldBe("2026-11-20 23:00");
    }

    [Fact]
    public void The_last_hour_has_a_bucket_per_five_minutes()
    {
        var query = UsageQuery.Parse(Empty with { Range = "1h", By = "run" }, Now.AddMinutes(3));

        LabelsOf(query).Length.ShouldBe(12);
        LabelsOf(query)[0].ShouldBe("2026-11-20 22:35");
        LabelsOf(query)[^1].ShouldBe("2026-11-20 23:30");
        query.LastIsIncomplete.ShouldBeTrue();
        query.IsGroupedByName.ShouldBeFalse();
    }

    [Fact]
    public void Usage_of_one_repository_or_label_can_be_grouped_by_other_names()
    {
        UsageQuery.Parse(Empty with { By = "label" }, Now).IsGroupedByName.ShouldBeTrue();
        var query = UsageQuery.Parse(Empty with { By = "label", Repository = "acme/shop" }, Now);
        (query.IsGroupedByName, query.IsFiltered).ShouldBe((false, true));
        query.SumFilter.ShouldBe(new UsageSumFilter { Repository = "acme/shop" });
        query.FilterOf(default, 1).Repository.ShouldBe("acme/shop");
        UsageQuery.Parse(Empty with { Label = "\0" }, Now).IsFiltered.ShouldBeFalse();
    }

    [Fact]
    public void Hours_and_days_that_have_not_begun_are_left_out()
    {
        var query = UsageQuery.Parse(Empty with { From = "2026-11-19", To = "2026-11-20" }, Now.AddHours(-10));

        LabelsOf(query)[^1].ShouldBe("2026-11-20 13:00");
        query.LastIsIncomplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData("7d", "2026-11-07T00:00Z", "2026-11-13T23:00Z", "the 7 days before")]
    [InlineData("month", "2026-10-01T00:00Z", "2026-10-20T23:00Z", "the same days of last month")]
    [InlineData("1h", "2026-11-20T21:35Z", "2026-11-20T22:30Z", "the hour before")]
    [InlineData("24h", "2026-11-19T00:00Z", "2026-11-19T23:00Z", "the 24 hours before")]
    public void The_period_before_ends_as_long_after_its_start_as_the_compared_part_of_this_one(string range, string from, string to, string name)
    {
        var query = UsageQuery.Parse(Empty with { Range = range }, Now);

        query.PreviousWindowOf(default).ShouldBe(new UsageWindow(default, DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(to, null)));
        query.PreviousName.ShouldBe(name);
    }

    [Theory]
    [InlineData(null, 23d)]
    [InlineData("acme/shop", 23.5d)]
    public void The_hour_that_has_not_ended_is_compared_only_if_single_calls_are_read(string? repository, double hours)
    {
        var query = UsageQuery.Parse(Empty with { From = "2026-11-20", To = "2026-11-20", Repository = repository }, Now);
        var midnight = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

        query.ComparedWindowOf(default).ShouldBe(new UsageWindow(default, midnight, midnight.AddHours(hours)));
        query.PreviousWindowOf(default).ShouldBe(new UsageWindow(default, midnight.AddDays(-1), midnight.AddDays(-1).AddHours(hours)));
    }

    [Fact]
    public void Nothing_is_compared_before_the_first_hour_has_ended()
    {
        var query = UsageQuery.Parse(Empty with { From = "2026-11-20", To = "2026-11-20" }, new DateTimeOffset(2026, 11, 20, 0, 10, 0, TimeSpan.Zero));

        query.ComparedEnd.ShouldBe(query.Start);
        query.PreviousWindowOf(default).To.ShouldBe(query.PreviousWindowOf(default).From);
    }

    [Fact]
    public void A_period_that_has_ended_is_compared_as_a_whole()
    {
        var query = UsageQuery.Parse(Empty with { From = "2026-11-10", To = "2026-11-12" }, Now);

        query.ComparedWindowOf(default).ShouldBe(query.WindowOf(default));
        query.PreviousWindowOf(default).ShouldBe(new UsageWindow(default, query.Start.AddDays(-3), query.Start));
    }

    [Fact]
    public void The_last_24_hours_are_within_two_whole_days()
    {
        var query = UsageQuery.Parse(Empty with { Range = "24h" }, Now.AddHours(-10));

        query.WholeDays.ShouldBe((new DateTimeOffset(2026, 11, 19, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero)));
        var days = UsageQuery.Parse(Empty, Now);
        days.WholeDays.ShouldBe((days.Start, days.End));
    }

    [Fact]
    public void The_period_before_a_month_ends_before_the_month()
    {
        var query = UsageQuery.Parse(Empty with { Range = "month" }, new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));

        query.PreviousWindowOf(default).To.ShouldBe(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static string[] LabelsOf(UsageQuery query) => [.. query.Buckets.Select(query.LabelOf)];
}
