using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Tests.Reports.Usage;

public sealed class UsageFilterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 23, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "14 Nov")]
    [InlineData("7d", "14 Nov")]
    [InlineData("30d", "22 Oct")]
    [InlineData("month", "1 Nov")]
    [InlineData("century", "14 Nov")]
    public void A_range_ends_today(string? range, string from)
    {
        var query = Parse(("range", range));

        LabelsOf(query)[0].ShouldBe(from);
        LabelsOf(query)[^1].ShouldBe("20 Nov");
        query.LastIsIncomplete.ShouldBeTrue();
    }

    [Fact]
    public void Explicit_days_override_the_range_and_are_inclusive()
    {
        var query = Parse(("range", "30d"), ("from", "2026-02-27"), ("to", "2026-03-01"));

        query.Range.ShouldBeNull();
        LabelsOf(query).ShouldBe(["27 Feb", "28 Feb", "1 Mar"]);
        query.LastIsIncomplete.ShouldBeFalse();
        query.WindowOf(default).To.ShouldBe(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2026-03-01", "2026-02-01")]
    [InlineData("2020-01-01", "2026-01-01")]
    [InlineData("soon", "2026-01-01")]
    public void Invalid_days_fall_back_to_seven_days(string from, string to) =>
        Parse(("from", from), ("to", to)).Range.ShouldBe("7d");

    [Fact]
    public void Invalid_filters_are_ignored() => Filter(
        ("key", "jinf_x"), ("member", "x"), ("model", " "), ("provider", "\0"), ("status", "maybe"), ("by", "nothing,day"), ("tz",
            "Nowhere"), ("step", "year"))
        .ToString().ShouldBe(Filter().ToString());

    [Theory]
    [InlineData(null, "model")]
    [InlineData("nothing", "model")]
    [InlineData("user", "user")]
    [InlineData("run", "session")]
    [InlineData("repository", "repository")]
    [InlineData("key,model,label", "key,model")]
    [InlineData("key,key", "key")]
    public void Usage_is_grouped_by_model_unless_other_groups_are_named(string? by, string groups) =>
        string.Join(',', Filter(("by", by)).Groups.Select(static group => group.Name)).ShouldBe(groups);

    [Fact]
    public void Every_dimension_is_a_filter_of_the_query_string()
    {
        (string, string?)[] values =
        [
            ("key", $"{KeyId.New(Now)}"), ("member", $"{MemberId.New(Now)}"), ("model", "m"), ("provider", "p"), ("session", "s"),
            ("user", "u"), ("repository", "r"), ("label", "l"), ("status", "error"), ("client", "c"),
        ];

        var filter = Filter(values);

        filter.Parameters.Select(static chosen => (chosen.Name, (string?)chosen.Value)).ShouldBe(values);
        filter.RequestsOf(default).Selection.ShouldBe(filter.Selection);
        Filter(("run", "s")).Parameters.ShouldBe([("session", "s")]);
    }

    [Theory]
    [InlineData("7d", "hour", "14 Nov, 00:00")]
    [InlineData("30d", "week", "Week of 19 Oct")]
    [InlineData("30d", "month", "Oct 2026")]
    [InlineData("1h", "month", "22:35")]
    public void A_person_chooses_the_length_of_buckets(string range, string step, string first) =>
        LabelsOf(Parse(("range", range), ("step", step)))[0].ShouldBe(first);

    [Theory]
    [InlineData("2025-12-30", "2026-01-01", "day", "30 Dec 2025", "1 Jan 2026")]
    [InlineData("2025-03-01", "2025-03-02", "day", "1 Mar 2025", "2 Mar 2025")]
    [InlineData("2025-12-29", "2026-01-11", "week", "Week of 29 Dec 2025", "Week of 5 Jan 2026")]
    [InlineData("2025-12-31", "2026-01-01", "hour", "31 Dec 2025, 00:00", "1 Jan 2026, 23:00")]
    [InlineData("2025-03-01", "2025-03-01", "hour", "00:00", "23:00")]
    public void Labels_have_a_year_that_is_not_the_current_one_in_all_of_the_period(
        string from, string to, string step, string first, string last)
    {
        var labels = LabelsOf(Parse(("from", from), ("to", to), ("step", step)));

        (labels[0], labels[^1]).ShouldBe((first, last));
    }

    [Fact]
    public void A_year_has_no_column_per_hour() =>
        Parse(("from", "2025-11-21"), ("to", "2026-11-20"), ("step", "hour")).Step.ShouldBe(TimelineStep.Day);

    [Fact]
    public void The_last_24_hours_have_a_bucket_per_hour()
    {
        var labels = LabelsOf(Parse(("range", "24h")));

        labels.Length.ShouldBe(24);
        labels[0].ShouldBe("00:00");
        labels[^1].ShouldBe("23:00");
    }

    [Fact]
    public void The_last_hour_has_a_bucket_per_five_minutes()
    {
        var query = ParseAt(Now.AddMinutes(3), ("range", "1h"), ("by", "run"));

        LabelsOf(query).Length.ShouldBe(12);
        LabelsOf(query)[0].ShouldBe("22:35");
        LabelsOf(query)[^1].ShouldBe("23:30");
        query.LastIsIncomplete.ShouldBeTrue();
    }

    [Fact]
    public void Hours_and_days_that_have_not_begun_are_left_out()
    {
        var query = ParseAt(Now.AddHours(-10), ("from", "2026-11-19"), ("to", "2026-11-20"));

        LabelsOf(query)[^1].ShouldBe("20 Nov, 13:00");
        query.LastIsIncomplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData("7d", "2026-11-07T00:00Z", "2026-11-13T23:00Z", "the 7 days before")]
    [InlineData("month", "2026-10-01T00:00Z", "2026-10-20T23:00Z", "last month")]
    [InlineData("1h", "2026-11-20T21:35Z", "2026-11-20T22:30Z", "the hour before")]
    [InlineData("24h", "2026-11-19T00:00Z", "2026-11-19T23:00Z", "the 24 hours before")]
    public void The_period_before_ends_as_long_after_its_start_as_the_compared_part_of_this_one(string range, string from, string to,
        string name)
    {
        var query = Parse(("range", range));

        query.PreviousWindowOf(default).ShouldBe(new UsageWindow(default, DateTimeOffset.Parse(from, null), DateTimeOffset.Parse(to,
            null)));
        query.PreviousName.ShouldBe(name);
    }

    [Fact]
    public void Nothing_is_compared_before_the_first_hour_has_ended()
    {
        var query = ParseAt(new DateTimeOffset(2026, 11, 20, 0, 10, 0, TimeSpan.Zero), ("from", "2026-11-20"), ("to", "2026-11-20"));

        query.ComparedEnd.ShouldBe(query.Start);
        query.PreviousWindowOf(default).To.ShouldBe(query.PreviousWindowOf(default).From);
    }

    [Fact]
    public void A_period_that_has_ended_is_compared_as_a_whole()
    {
        var query = Parse(("from", "2026-11-10"), ("to", "2026-11-12"));

        query.ComparedEnd.ShouldBe(query.End);
        query.PreviousWindowOf(default).ShouldBe(new UsageWindow(default, query.Start.AddDays(-3), query.Start));
    }

    [Fact]
    public void The_period_before_a_month_ends_before_the_month()
    {
        var query = ParseAt(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero), ("range", "month"));

        query.PreviousWindowOf(default).To.ShouldBe(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    }

    private static UsagePeriod Parse(params (string Name, string? Value)[] query) => ParseAt(Now, query);

    private static UsagePeriod ParseAt(DateTimeOffset now, params (string Name, string? Value)[] query) =>
        UsagePeriod.Parse(Of(query), now);

    private static UsageFilter Filter(params (string Name, string? Value)[] query) =>
        UsageFilter.Parse(Of(query), UsageDimensions.Standard, Now, UsageDimensions.Model);

    private static Func<string, string?> Of((string Name, string? Value)[] query) =>
        name => Array.Find(query, known => known.Name == name).Value;

    private static string[] LabelsOf(UsagePeriod query) => [.. query.Buckets.Select(query.LabelOf)];
}
