using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Reports.Usage;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>What one refresh of the Usage page reads.</summary>
public abstract class UsageReportContract(StoreFixture store) : StoreContract(store)
{
    private readonly Records records = new();

    private UsageReader Reader => new(Node.Queries, Node.Keys, Node.Tenancy, UsageDimensions.Standard);

    [Theory]
    [InlineData("range=7d", false)]
    [InlineData("range=month&by=key,model", false)]
    [InlineData("range=30d&by=provider,model&status=error&step=week", false)]
    [InlineData("range=30d&by=user", false)]
    [InlineData("range=30d&by=repository&step=month", false)]
    [InlineData("from=2025-12-01&to=2026-11-20&by=member,model", false)]
    [InlineData("range=1h", true)]
    [InlineData("range=30d&by=user,model", true)]
    [InlineData("range=30d&by=client&repository=acme/shop&label=nightly&session=session-1", true)]
    [InlineData("from=2025-12-01&to=2026-11-20&by=key&user=user-1", true)]
    public async Task A_refresh_has_four_statements_from_sums_and_six_from_calls(string query, bool isFromCalls)
    {
        await Node.Usage.AppendAsync([.. records.Next(60).Select(static call => call with { Repository = "acme/shop" })], Cancellation);
        var filter = FilterOf(query);
        var first = await Reader.ExploreAsync(records.Team, filter, UsageNames.None, Cancellation);
        var before = Node.Statements.Queries;

        var again = await Reader.ExploreAsync(records.Team, filter, first.Report.Names, Cancellation);

        (Node.Statements.Queries - before).ShouldBeLessThanOrEqualTo(isFromCalls ? 6 : 4);
        again.Report.IsFromCalls.ShouldBe(isFromCalls);
        (again.Report.AskedPeriod is not null).ShouldBe(query.StartsWith("from=2025-12-01", StringComparison.Ordinal) && isFromCalls);
        again.Total.Sums.ShouldBe(again.Report.Total.Sums);
    }

    [Theory]
    [InlineData("range=7d", 10)]
    [InlineData("range=30d", -12)]
    [InlineData("from=2026-01-01&to=2026-12-31", -12)]
    public async Task A_long_period_is_compared_by_whole_days(string query, int hoursAfterNoon)
    {
        await Node.Usage.AppendAsync(records.Next(60), Cancellation);

        var view = await Reader.ExploreAsync(records.Team, FilterOf(query), UsageNames.None, Cancellation);

        view.Report.Filter.Period.ComparedEnd.ShouldBe(Noon.AddHours(hoursAfterNoon));
    }

    [Fact]
    public async Task Hours_of_more_than_two_weeks_have_their_own_sums()
    {
        var appended = records.Next(60);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var view = await Reader.ExploreAsync(
            records.Team, FilterOf("from=2026-11-06&to=2026-11-21&step=hour"), UsageNames.None, Cancellation);

        view.Buckets.ToDictionary(static bucket => bucket.Key, static bucket => UsageRow.Sum(bucket).Sums).ShouldBe(
            appended.Where(static call => call.At < new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero))
                .GroupBy(static call => TimelineStep.Hour.Floor(call.At)).ToDictionary(static calls => calls.Key, static calls => Records.Sum(calls)),
            ignoreOrder: true);
    }

    /// <summary>A run counts with all its calls on the day on which it started, which can be more than the calls of that day.</summary>
    [Fact]
    public async Task No_part_of_a_chart_by_run_is_negative()
    {
        var midnight = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
        await Node.Usage.AppendAsync(
            [
                .. new[] { -10, 10, 20 }.Select(minutes => records.Next() with
                {
                    Id = RequestId.New(midnight.AddMinutes(minutes)),
                    At = midnight.AddMinutes(minutes),
                    RunId = "over midnight",
                    RootRunId = "over midnight",
                }),
            ],
            Cancellation);

        var view = await Reader.ExploreAsync(records.Team, FilterOf("range=7d&by=session"), UsageNames.None, Cancellation);

        new UsageChart(view, UsageMeasures.Cost, default).Series.SelectMany(static series => series.Values)
            .ShouldAllBe(static value => value >= 0);
    }

    private static UsageFilter FilterOf(string query)
    {
        var values = query.Split('&').Select(static pair => pair.Split('=')).ToDictionary(static pair => pair[0], static pair => pair[1]);
        return UsageFilter.Parse(name => values.GetValueOrDefault(name), UsageDimensions.Standard, Noon.AddHours(10.5), UsageDimensions.Model);
    }
}

public sealed class UsageReportOnSqlite(SqliteStore store) : UsageReportContract(store), IClassFixture<SqliteStore>;

public sealed class UsageReportOnPostgres(PostgresStore store) : UsageReportContract(store), IClassFixture<PostgresStore>;
