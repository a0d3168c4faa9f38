using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Usage by repository and by label.</summary>
public abstract class UsageLabelsContract(StoreFixture store) : StoreContract(store)
{
    private static readonly UsageSelection OfRepository = UsageSelection.All.With(UsageDimensions.Repository, "acme/shop-1");

    private readonly Records records = new();

    [Theory]
    [InlineData("repository")]
    [InlineData("label")]
    [Trait("Promise", "P-9")]
    public async Task A_breakdown_is_exact_in_a_range_of_whole_and_partial_months_and_sums_the_calls_without_a_name_as_the_rest(string by)
    {
        var group = UsageDimensions.Standard.Find(by)!;
        var appended = Enumerable.Range(0, 120).Select(day => Named(day, records.Next() with { Id = RequestId.New(Noon.AddDays(day)), At = Noon.AddDays(day) })).ToList();
        foreach (var batch in appended.Chunk(7)) await Node.Usage.AppendAsync(batch, Cancellation);
        var (from, to) = (Noon.AddDays(3).AddHours(-12), Noon.AddDays(100).AddHours(-12));

        var rows = await BreakDownAsync(from, to, UsageSelection.All, group);
        var days = await BreakDownAsync(from, to, UsageSelection.All, UsageDimensions.Day, group);

        var calls = appended.Where(record => record.At >= from && record.At < to).ToLookup(NameOf);
        rows[..^1].ToDictionary(row => row.Group.Single(), row => row.Sums)
            .ShouldBe(calls.Where(named => named.Key is not null).ToDictionary(named => named.Key!, named => Records.Sum(named)), ignoreOrder: true);
        (rows[^1].IsRest, rows[^1].Sums).ShouldBe((true, Records.Sum(calls[null])));
        days[..^1].Select(row => $"{row.Group[0]} {row.Group[1]}").ShouldBe(calls.Where(named => named.Key is not null).SelectMany(named => named).OrderBy(call => call.At).Select(call => $"{call.At:yyyy-MM-dd} {NameOf(call)}"));
        Records.Sum(days).ShouldBe(Records.Sum(rows));

        string? NameOf(UsageRecord record) => group == UsageDimensions.Repository ? record.Repository : record.Label;
    }

    [Fact]
    public async Task A_client_with_a_new_label_per_call_gets_the_most_expensive_ones_and_the_rest()
    {
        var appended = Enumerable.Range(0, IUsageQueries.MaxGroups + 10)
            .Select(number => records.Next() with { Id = RequestId.New(Noon), At = Noon, Label = $"label-{number}", Repository = "one", Cost = new NanoUsd(number) }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);

        foreach (UsageDimension[] groups in new UsageDimension[][] { [UsageDimensions.Label], [UsageDimensions.Day, UsageDimensions.Label], [UsageDimensions.Label, UsageDimensions.Key] })
        {
            foreach (var filter in new[] { UsageSelection.All, UsageSelection.All.With(UsageDimensions.Repository, "one") })
            {
                var rows = await BreakDownAsync(Noon.AddHours(-12), Noon.AddHours(12), filter, groups);

                rows.Count.ShouldBe(IUsageQueries.MaxGroups + 1);
                rows.Max(row => row.Sums.Cost).ShouldBe(new NanoUsd(appended.Count - 1));
                (rows[^1].IsRest, rows[^1].Sums.Requests).ShouldBe((true, 10));
                Records.Sum(rows).ShouldBe(Records.Sum(appended));
            }
        }
    }

    [Fact]
    public async Task One_repository_or_label_is_summed_by_day_and_by_every_other_group()
    {
        var appended = Enumerable.Range(0, 150).Select(number => Named(number, records.Next())).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var (from, to) = (Noon.AddHours(-12), Noon.AddDays(3).AddHours(-12));

        await ShouldSumAsync(OfRepository, record => record.Repository == "acme/shop-1");
        await ShouldSumAsync(UsageSelection.All.With(UsageDimensions.Label, "label-2"), record => record.Label == "label-2");
        await ShouldSumAsync(
            OfRepository.With(UsageDimensions.Label, "label-2").With(UsageDimensions.Status, false),
            record => record is { Repository: "acme/shop-1", Label: "label-2", IsError: false });
        (await BreakDownAsync(from, to, UsageSelection.All.With(UsageDimensions.Label, "acme/shop-1"), UsageDimensions.Day)).ShouldBeEmpty();

        async Task ShouldSumAsync(UsageSelection filter, Func<UsageRecord, bool> expected)
        {
            var calls = appended.Where(expected).ToList();
            calls.ShouldNotBeEmpty();
            var days = await BreakDownAsync(from, to, filter, UsageDimensions.Day);
            days.ToDictionary(row => row.Group.Single(), row => row.Sums).ShouldBe(calls.GroupBy(call => $"{call.At:yyyy-MM-dd}").ToDictionary(day => day.Key, day => Records.Sum(day)), ignoreOrder: true);
            var models = await BreakDownAsync(from, to, filter, UsageDimensions.Model, UsageDimensions.Label);
            models.ToDictionary(row => string.Join('|', row.Group), row => row.Sums)
                .ShouldBe(calls.GroupBy(call => $"{call.ModelServed}|{call.Label}").ToDictionary(group => group.Key, group => Records.Sum(group)), ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData(TimelineStep.FiveMinutes)]
    [InlineData(TimelineStep.Hour)]
    [InlineData(TimelineStep.Day)]
    public async Task A_timeline_of_one_repository_has_its_calls_by_label(object by)
    {
        var step = (TimelineStep)by;
        var appended = Enumerable.Range(0, 150).Select(number => Named(number, records.Next())).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var window = new UsageWindow(records.Team, Noon.AddHours(-12), Noon.AddDays(3).AddHours(-12));

        var rows = await Node.Queries.BreakDownAsync(window, [UsageDimensions.Standard.Of(step), UsageDimensions.Label], OfRepository, Cancellation);

        rows.ToDictionary(row => (row.Start, row.Group[1]), row => row.Sums).ShouldBe(
            appended.Where(record => record.Repository == "acme/shop-1").GroupBy(record => (step.Floor(record.At), record.Label ?? "")).ToDictionary(group => group.Key, group => Records.Sum(group)), ignoreOrder: true);
    }

    [Fact]
    public async Task A_team_never_sees_another_teams_labels()
    {
        var others = new Records(TeamId.New(Noon), Noon);
        await Node.Usage.AppendAsync([others.Next() with { Repository = "theirs", Label = "theirs" }, records.Next() with { Repository = "ours", Label = "ours" }], Cancellation);

        foreach (var group in new[] { UsageDimensions.Repository, UsageDimensions.Label })
            (await BreakDownAsync(Noon.AddHours(-12), Noon.AddHours(12), UsageSelection.All, group)).ShouldHaveSingleItem().Group.ShouldBe(["ours"]);
        (await BreakDownAsync(Noon.AddHours(-12), Noon.AddHours(12), UsageSelection.All.With(UsageDimensions.Repository, "theirs"), UsageDimensions.Model)).ShouldBeEmpty();
        (await BreakDownAsync(Noon.AddHours(-12), Noon.AddHours(12), UsageSelection.All.With(UsageDimensions.Label, "theirs"), UsageDimensions.Day)).ShouldBeEmpty();
    }

    /// <summary>Every fourth call names no repository and every fifth no label.</summary>
    private static UsageRecord Named(int number, UsageRecord record) => record with
    {
        Repository = number % 4 == 0 ? null : $"acme/shop-{number % 4}",
        Label = number % 5 == 0 ? null : $"label-{number % 5}",
    };

    private async Task<List<UsageRow>> BreakDownAsync(DateTimeOffset from, DateTimeOffset to, UsageSelection filter, params UsageDimension[] groups) =>
        [.. await Node.Queries.BreakDownAsync(new UsageWindow(records.Team, from, to), [.. groups], filter, Cancellation)];
}

public sealed class UsageLabelsOnSqlite(SqliteStore store) : UsageLabelsContract(store), IClassFixture<SqliteStore>;

public sealed class UsageLabelsOnPostgres(PostgresStore store) : UsageLabelsContract(store), IClassFixture<PostgresStore>;
