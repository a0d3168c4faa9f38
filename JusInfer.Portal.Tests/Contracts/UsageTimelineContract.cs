using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Sums per bucket of time: those of charts, and those of the days of keys.</summary>
public abstract class UsageTimelineContract(StoreFixture store) : StoreContract(store)
{
    private readonly Records records = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timeline_has_the_sums_and_latencies_of_each_group_in_each_hour_or_day(bool hours)
    {
        var appended = records.Next(100).Select(static (record, number) => record with { DurationMs = 40 << number % 5, TtftMs = number % 3 == 0 ? null : 20 }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var window = new UsageWindow(records.Team, Noon.AddHours(-12), Noon.AddHours(36));

        var rows = (await Node.Queries.ReadTimelineAsync(window, hours ? TimelineStep.Hour : TimelineStep.Day, UsageGroup.Key, new UsageSumFilter(), Cancellation)).Rows;

        var expected = appended.GroupBy(record => (Start: hours ? record.At.AddMinutes(-record.At.Minute) : new DateTimeOffset(record.At.UtcDateTime.Date, TimeSpan.Zero), Key: record.KeyId))
            .Where(group => group.Key.Start < window.To).ToList();
        rows.Select(row => row.Start).ShouldBeInOrder();
        rows.ToDictionary(row => (row.Start, row.Group), row => row.Sums).ShouldBe(expected.ToDictionary(group => (group.Key.Start, group.Key.Key.ToString()), group => Records.Sum(group)), ignoreOrder: true);
        rows.Sum(row => row.Duration.Counts.Sum()).ShouldBe(expected.Sum(group => group.Count()));
        rows.Sum(row => row.Ttft.Counts[0]).ShouldBe(expected.Sum(group => group.Count(record => record.TtftMs is not null)));
        Enumerable.Range(1, 5).Select(bucket => rows.Sum(row => row.Duration.Counts[bucket]))
            .ShouldBe(Enumerable.Range(0, 5).Select(power => expected.Sum(group => group.LongCount(record => record.DurationMs == 40 << power))));
    }

    [Fact]
    public async Task Each_part_of_the_filter_selects_the_calls_of_a_timeline()
    {
        var appended = records.Next(40);
        await Node.Usage.AppendAsync(appended, Cancellation);

        await ShouldSumAsync(new UsageSumFilter { Key = records.Keys[1] }, record => record.KeyId == records.Keys[1]);
        await ShouldSumAsync(new UsageSumFilter { Member = records.Members[0], Model = "model-0" }, record => record.MemberId == records.Members[0] && record.ModelServed == "model-0");
        await ShouldSumAsync(new UsageSumFilter { Provider = "provider" }, record => record.Provider == "provider");
        await ShouldSumAsync(new UsageSumFilter { Errors = true }, record => record.IsError);
        await ShouldSumAsync(new UsageSumFilter { Errors = false }, record => !record.IsError);

        async Task ShouldSumAsync(UsageSumFilter filter, Func<UsageRecord, bool> expected)
        {
            var month = UsageWindow.MonthOf(records.Team, Noon);
            foreach (var step in (TimelineStep[])[TimelineStep.Day, TimelineStep.FiveMinutes])
            {
                var timeline = await Node.Queries.ReadTimelineAsync(month, step, group: null, filter, Cancellation);
                timeline.Total.ShouldBe(Records.Sum(appended.Where(expected)), $"{step} {filter}");
            }

            (await Node.Queries.SumAsync(month, filter, Cancellation)).ShouldBe(Records.Sum(appended.Where(expected)), filter.ToString());
        }
    }

    [Theory]
    [InlineData(UsageGroup.Key)]
    [InlineData(UsageGroup.Model)]
    [InlineData(UsageGroup.Member)]
    [InlineData(UsageGroup.Provider)]
    [InlineData(UsageGroup.User)]
    [InlineData(UsageGroup.Session)]
    public async Task A_timeline_of_five_minutes_has_the_calls_of_its_range_by_each_group(object by)
    {
        var group = (UsageGroup)by;
        var appended = Enumerable.Range(0, 40).Select(minute => records.Next() with
        {
            Id = RequestId.New(Noon.AddMinutes(minute)),
            At = Noon.AddMinutes(minute),
            ModelServed = minute % 4 == 0 ? null : $"model-{minute % 4}",
            DurationMs = 40 << minute % 5,
        }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var window = new UsageWindow(records.Team, Noon.AddMinutes(7), Noon.AddMinutes(31));

        var timeline = await Node.Queries.ReadTimelineAsync(window, TimelineStep.FiveMinutes, group, new UsageSumFilter(), Cancellation);

        var expected = appended.Where(record => record.At >= window.From && record.At < window.To).GroupBy(record => (Start: record.At.AddMinutes(-(record.At.Minute % 5)), Name: NameOf(record))).ToList();
        timeline.IsTruncated.ShouldBeFalse();
        timeline.Rows.Select(row => row.Start).ShouldBeInOrder();
        timeline.Rows.ToDictionary(row => (row.Start, row.Group), row => (row.Sums, row.Unanswered))
            .ShouldBe(expected.ToDictionary(calls => (calls.Key.Start, calls.Key.Name), calls => (Records.Sum(calls), calls.LongCount(call => call.ModelServed is null))), ignoreOrder: true);
        Enumerable.Range(1, 5).Select(bucket => timeline.Rows.Sum(row => row.Duration.Counts[bucket]))
            .ShouldBe(Enumerable.Range(0, 5).Select(power => expected.Sum(calls => calls.LongCount(call => call.DurationMs == 40 << power))));

        string NameOf(UsageRecord record) => group switch
        {
            UsageGroup.Key => record.KeyId.ToString(),
            UsageGroup.Member => record.MemberId.ToString(),
            UsageGroup.Model => record.ModelServed,
            UsageGroup.Provider => record.Provider,
            UsageGroup.User => record.User,
            _ => record.RunId,
        } ?? "";
    }

    [Fact]
    public async Task A_timeline_of_five_minutes_reads_only_the_newest_calls_and_says_so()
    {
        var call = records.Next();
        var appended = Enumerable.Range(0, IUsageQueries.MaxTimelineCalls + 1).Select(number => call with { Id = RequestId.New(Noon.AddMilliseconds(number)), At = Noon.AddMilliseconds(number) });
        await Node.Usage.AppendAsync([.. appended], Cancellation);

        var window = new UsageWindow(records.Team, Noon, Noon.AddHours(1));
        var all = await Node.Queries.ReadTimelineAsync(window, TimelineStep.FiveMinutes, group: null, new UsageSumFilter(), Cancellation);
        var fewer = await Node.Queries.ReadTimelineAsync(window with { From = Noon.AddMilliseconds(1) }, TimelineStep.FiveMinutes, group: null, new UsageSumFilter(), Cancellation);

        (all.IsTruncated, all.Total.Requests).ShouldBe((true, IUsageQueries.MaxTimelineCalls));
        (fewer.IsTruncated, fewer.Total.Requests).ShouldBe((false, IUsageQueries.MaxTimelineCalls));
    }

    [Fact]
    public async Task A_timeline_counts_the_calls_that_no_model_answered()
    {
        var appended = records.Next(9).Select((record, number) => number % 3 == 0 ? record with { ModelServed = null, Provider = null } : record).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);

        var days = await Node.Queries.ReadTimelineAsync(UsageWindow.MonthOf(records.Team, Noon), TimelineStep.Day, UsageGroup.Key, new UsageSumFilter(), Cancellation);

        days.Rows.Sum(row => row.Unanswered).ShouldBe(appended.LongCount(record => record.ModelServed is null));
    }

    [Theory]
    [InlineData("Hour")]
    [InlineData("Day")]
    public async Task The_calls_and_the_cost_of_each_key_are_summed_per_hour_or_day_with_one_query(string unit)
    {
        var step = Enum.Parse<TimelineStep>(unit);
        var appended = records.Next(90).Select(static (record, number) => number % 5 == 0 ? record with { ModelServed = null, Provider = null } : record).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var window = new UsageWindow(records.Team, Noon.AddHours(-12), Noon.AddHours(12));
        var before = Node.Statements.Queries;

        var costs = await Node.Queries.ReadKeyCostsAsync(window, step, Cancellation);

        (Node.Statements.Queries - before).ShouldBe(1);
        var expected = appended.Where(record => record.At < window.To).GroupBy(record => (Start: step.Floor(record.At), record.KeyId))
            .Select(calls => new KeyCost(calls.Key.Start, calls.Key.KeyId, calls.Count(), Records.Sum(calls).Cost));
        costs.ShouldBe(expected, ignoreOrder: true);
        costs.Select(cost => cost.Start).ShouldBeInOrder();
        (await Node.Queries.ReadKeyCostsAsync(window with { Team = TeamId.New(Noon) }, step, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sum_of_days_and_hours_is_one_query()
    {
        var appended = records.Next(300);
        await Node.Usage.AppendAsync(appended, Cancellation);
        var window = new UsageWindow(records.Team, Noon.AddHours(1), Noon.AddHours(80));
        var before = Node.Statements.Queries;

        var sum = await Node.Queries.SumAsync(window, new UsageSumFilter(), Cancellation);

        (Node.Statements.Queries - before).ShouldBe(1);
        sum.ShouldBe(Records.Sum(appended.Where(record => record.At >= window.From && record.At < window.To)));
        (await Node.Queries.SumAsync(window with { To = window.From }, new UsageSumFilter(), Cancellation)).ShouldBe(new UsageSums());
    }
}

public sealed class UsageTimelineOnSqlite(SqliteStore store) : UsageTimelineContract(store), IClassFixture<SqliteStore>;

public sealed class UsageTimelineOnPostgres(PostgresStore store) : UsageTimelineContract(store), IClassFixture<PostgresStore>;
