using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Sums per bucket of time: those of charts, and those of the days of keys.</summary>
public abstract class UsageTimelineContract(StoreFixture store) : StoreContract(store)
{
    private static readonly UsageSelection All = UsageSelection.All;

    private readonly Records records = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timeline_has_the_sums_and_latencies_of_each_group_in_each_hour_or_day(bool hours)
    {
        var appended = records.Next(100).Select(static (record, number) => record with { DurationMs = 40 << number % 5, TtftMs = number % 3 == 0 ? null : 20 }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var window = new UsageWindow(records.Team, Noon.AddHours(-12), Noon.AddHours(36));

        var rows = await Node.Queries.BreakDownAsync(window, [hours ? UsageDimensions.Hour : UsageDimensions.Day, UsageDimensions.Key], Cancellation);

        var expected = appended.GroupBy(record => (Start: hours ? record.At.AddMinutes(-record.At.Minute) : new DateTimeOffset(record.At.UtcDateTime.Date, TimeSpan.Zero), Key: record.KeyId))
            .Where(group => group.Key.Start < window.To).ToList();
        rows.Select(row => row.Start).ShouldBeInOrder();
        rows.ToDictionary(row => (row.Start, row.Group[1]), row => row.Sums).ShouldBe(expected.ToDictionary(group => (group.Key.Start, group.Key.Key.ToString()), group => Records.Sum(group)), ignoreOrder: true);
        rows.Sum(row => row.Duration!.Counts.Sum()).ShouldBe(expected.Sum(group => group.Count()));
        rows.Sum(row => row.Ttft!.Counts[0]).ShouldBe(expected.Sum(group => group.Count(record => record.TtftMs is not null)));
        Enumerable.Range(1, 5).Select(bucket => rows.Sum(row => row.Duration!.Counts[bucket]))
            .ShouldBe(Enumerable.Range(0, 5).Select(power => expected.Sum(group => group.LongCount(record => record.DurationMs == 40 << power))));
    }

    [Fact]
    public async Task Each_part_of_a_selection_selects_the_calls_of_a_timeline()
    {
        var appended = records.Next(40).Select(static (record, number) => record with { Client = number % 2 == 0 ? "codex/1" : null }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);

        await ShouldSumAsync(All.With(UsageDimensions.Key, records.Keys[1]), record => record.KeyId == records.Keys[1]);
        await ShouldSumAsync(
            All.With(UsageDimensions.Member, records.Members[0]).With(UsageDimensions.Model, "model-0"),
            record => record.MemberId == records.Members[0] && record.ModelServed == "model-0");
        await ShouldSumAsync(All.With(UsageDimensions.Provider, "provider"), record => record.Provider == "provider");
        await ShouldSumAsync(All.With(UsageDimensions.Status, true), record => record.IsError);
        await ShouldSumAsync(All.With(UsageDimensions.Status, false), record => !record.IsError);
        await ShouldSumAsync(All.With(UsageDimensions.Client, "codex/1"), record => record.Client is not null);
        await ShouldSumAsync(
            All.With(UsageDimensions.User, "user-1").With(UsageDimensions.Key, records.Keys[1]),
            record => record.User == "user-1" && record.KeyId == records.Keys[1]);

        async Task ShouldSumAsync(UsageSelection selection, Func<UsageRecord, bool> expected)
        {
            var month = UsageWindow.MonthOf(records.Team, Noon);
            foreach (var step in Enum.GetValues<TimelineStep>())
            {
                var rows = await Node.Queries.BreakDownAsync(month, [UsageDimensions.Standard.Of(step)], selection, Cancellation);
                Records.Sum(rows).ShouldBe(Records.Sum(appended.Where(expected)), $"{step} {selection}");
            }

            (await Node.Queries.SumAsync(month, selection, Cancellation)).ShouldBe(Records.Sum(appended.Where(expected)), selection.ToString());
        }
    }

    [Theory]
    [InlineData("key")]
    [InlineData("model")]
    [InlineData("member")]
    [InlineData("provider")]
    [InlineData("user")]
    [InlineData("session")]
    [InlineData("status")]
    [InlineData("client")]
    public async Task A_timeline_of_five_minutes_has_the_calls_of_its_range_by_each_group(string by)
    {
        var group = UsageDimensions.Standard.Find(by)!;
        var appended = Enumerable.Range(0, 40).Select(minute => records.Next() with
        {
            Id = RequestId.New(Noon.AddMinutes(minute)),
            At = Noon.AddMinutes(minute),
            ModelServed = minute % 4 == 0 ? null : $"model-{minute % 4}",
            Client = minute % 3 == 0 ? null : "codex/1",
            DurationMs = 40 << minute % 5,
            TtftMs = minute % 3 == 0 ? null : 20 << minute % 5,
        }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var query = new UsageSumQuery
        {
            Window = new UsageWindow(records.Team, Noon.AddMinutes(7), Noon.AddMinutes(31)),
            Groups = [UsageDimensions.Standard.Of(TimelineStep.FiveMinutes), group],
        };

        var rows = await Node.Queries.ReadAsync(query, Cancellation);

        var expected = appended.Where(record => record.At >= query.Window.From && record.At < query.Window.To)
            .GroupBy(record => (Start: record.At.AddMinutes(-(record.At.Minute % 5)), Name: group.Format(group.Value(record)))).ToList();
        Node.Queries.HasSums(query).ShouldBeFalse();
        rows.Select(row => row.Start).ShouldBeInOrder();
        rows.ToDictionary(row => (row.Start, row.Group[1]), row => row.Sums)
            .ShouldBe(expected.ToDictionary(calls => (calls.Key.Start, calls.Key.Name), calls => Records.Sum(calls)), ignoreOrder: true);
        Enumerable.Range(1, 5).Select(bucket => rows.Sum(row => row.Duration!.Counts[bucket]))
            .ShouldBe(Enumerable.Range(0, 5).Select(power => expected.Sum(calls => calls.LongCount(call => call.DurationMs == 40 << power))));
        Enumerable.Range(0, 5).Select(bucket => rows.Sum(row => row.Ttft!.Counts[bucket]))
            .ShouldBe(Enumerable.Range(0, 5).Select(power => expected.Sum(calls => calls.LongCount(call => call.TtftMs == 20 << power))));
    }

    [Theory]
    [InlineData(false, 2_000)]
    [InlineData(true, 2_000)]
    [InlineData(false, 2_001)]
    public async Task The_latencies_of_few_calls_are_exact(bool isFromCalls, int calls)
    {
        var appended = records.Next(calls).Select((record, number) =>
        {
            var at = Noon.AddSeconds(number);
            return record with { Id = RequestId.New(at), At = at, DurationMs = 1_000 + number, TtftMs = number % 3 == 0 ? null : number };
        }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var query = new UsageSumQuery
        {
            Window = new UsageWindow(records.Team, Noon, Noon.AddHours(1)),
            Groups = [UsageDimensions.Hour, UsageDimensions.Model, UsageDimensions.Key],
            IsFromCalls = isFromCalls,
        };
        (await Node.Queries.ReadAsync(query, Cancellation)).Sum(static row => row.Sums.Requests).ShouldBe(calls);

        var rows = await Node.Queries.ReadAsync(query with { HasExactLatencies = true }, Cancellation);

        foreach (var row in rows)
        {
            var group = appended.Where(call => (call.ModelServed ?? "") == row.Group[1] && call.KeyId.ToString() == row.Group[2]).ToList();
            var median = group.Select(static call => call.DurationMs).Order().ElementAt((group.Count - 1) / 2);
            var isExact = row.Duration!.Quantile(0.5) == median;
            isExact.ShouldBe(calls <= LatencyDistribution.MaxExact);
            if (isExact) row.Ttft!.Quantile(1).ShouldBe(group.Max(static call => call.TtftMs));
            row.Duration!.Total.ShouldBe(group.Count);
        }
    }

    [Fact]
    public async Task Latencies_of_calls_that_are_no_longer_stored_are_estimated()
    {
        var call = records.Next() with { DurationMs = 2_100 };
        await Node.Usage.AppendAsync([call], Cancellation);
        var query = new UsageSumQuery { Window = new UsageWindow(records.Team, Noon, Noon.AddHours(1)), HasExactLatencies = true };
        (await Node.Queries.ReadAsync(query, Cancellation)).ShouldHaveSingleItem().Duration!.Quantile(0.95).ShouldBe(2_100);
        await using (var context = Node.OpenContext())
            await context.UsageRequests.Where(row => row.TeamId == records.Team).ExecuteDeleteAsync(Cancellation);

        (await Node.Queries.ReadAsync(query, Cancellation)).ShouldHaveSingleItem().Duration!.Quantile(0.95).ShouldBe(3_729);
    }

    [Fact]
    public async Task Weeks_and_months_are_summed_alike_from_sums_and_from_calls()
    {
        var (from, to) = (new DateTimeOffset(2026, 3, 27, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 4, 8, 0, 0, 0, TimeSpan.Zero));
        var appended = Enumerable.Range(0, 2 * 24 * 12).Select(half => from.AddMinutes(30 * half)).Where(at => at < to)
            .Select(at => records.Next() with { Id = RequestId.New(at), At = at }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);

        foreach (var step in (TimelineStep[])[TimelineStep.Day, TimelineStep.Week, TimelineStep.Month])
        {
            var query = new UsageSumQuery { Window = new UsageWindow(records.Team, from, to), Groups = [UsageDimensions.Standard.Of(step)] };
            var periods = new UsageCalendar(step);
            var expected = appended.GroupBy(call => periods.Floor(call.At)).ToDictionary(calls => calls.Key, calls => Records.Sum(calls));
            Node.Queries.HasSums(query).ShouldBeTrue();
            foreach (var read in new[] { query, query with { IsFromCalls = true } })
            {
                var rows = await Node.Queries.ReadAsync(read, Cancellation);
                rows.ToDictionary(row => row.Start, row => row.Sums).ShouldBe(expected, ignoreOrder: true, $"{step}");
                rows.Select(row => row.Group[0]).ShouldBe(expected.Keys.Order().Select(periods.LabelOf));
            }
        }
    }

    [Fact]
    public async Task Every_filter_combines_with_every_group()
    {
        var appended = records.Next(60).Select(static (record, number) => record with
        {
            Repository = number % 4 == 0 ? null : $"acme/shop-{number % 4}",
            Label = number % 5 == 0 ? null : $"label-{number % 5}",
            Client = number % 3 == 0 ? null : "codex/1",
        }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var dimensions = UsageDimensions.Standard.OfCalls;

        foreach (var (filtered, grouped) in dimensions.SelectMany(filtered => dimensions.Select(grouped => (filtered, grouped))))
        {
            var selection = All.With(filtered, filtered.Value(appended[1]));
            var query = new UsageSumQuery { Window = UsageWindow.MonthOf(records.Team, Noon), Groups = [grouped], Selection = selection };

            var rows = await Node.Queries.ReadAsync(query, Cancellation);

            var expected = appended.Where(selection.Includes).ToList();
            Records.Sum(rows).ShouldBe(Records.Sum(expected), $"{filtered} by {grouped}, from {(Node.Queries.HasSums(query) ? "sums" : "calls")}");
            rows.Where(static row => !row.IsRest && row.Group[0].Length > 0).ToDictionary(row => row.Group[0], row => row.Sums).ShouldBe(
                expected.GroupBy(call => grouped.Format(grouped.Value(call))).Where(static calls => calls.Key.Length > 0)
                    .ToDictionary(calls => calls.Key, calls => Records.Sum(calls)),
                ignoreOrder: true, $"{filtered} by {grouped}");
        }
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

        var sum = await Node.Queries.SumAsync(window, All, Cancellation);

        (Node.Statements.Queries - before).ShouldBe(1);
        sum.ShouldBe(Records.Sum(appended.Where(record => record.At >= window.From && record.At < window.To)));
        (await Node.Queries.SumAsync(window with { To = window.From }, All, Cancellation)).ShouldBe(new UsageSums());
    }
}

public sealed class UsageTimelineOnSqlite(SqliteStore store) : UsageTimelineContract(store), IClassFixture<SqliteStore>;

public sealed class UsageTimelineOnPostgres(PostgresStore store) : UsageTimelineContract(store), IClassFixture<PostgresStore>;
