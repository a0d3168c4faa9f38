using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class UsageRetentionContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task Expired_calls_runs_and_end_users_are_removed_and_the_sums_by_key_stay()
    {
        var (records, others) = (new Records(), new Records());
        var (all, theirs) = (Labeled(records.Next(2_500)), Labeled(others.Next(100)));
        await Node.Usage.AppendAsync([.. all, .. theirs], Cancellation);
        var time = Noon.AddDays(34).AddHours(-12); // 24 December, after 2,412 calls

        var calls = 0;
        while (await Node.Get<IUsageRetention>().RemoveBeforeAsync(time, Cancellation)) calls++;

        calls.ShouldBeGreaterThan(0);
        var page = await Node.Queries.ListRequestsAsync(new RequestFilter { Team = records.Team, Limit = 5_000 }, Cancellation);
        page.Records.Reverse().Select(Records.WithoutSettlement).ShouldBe(all.Where(record => record.At >= time));
        (await Node.Queries.ListRequestsAsync(new RequestFilter { Team = others.Team }, Cancellation)).Records.ShouldBeEmpty();

        Records.Sum(await BreakDownAsync(records.Team, UsageDimensions.Key)).ShouldBe(Records.Sum(all));
        foreach (var group in UsageDimensions.Standard.OfCalls.Where(static group => group != UsageDimensions.Session))
            Records.Sum(await BreakDownAsync(records.Team, group)).ShouldBe(Records.Sum(all), group.Name);
        Records.Sum(await BreakDownAsync(records.Team, UsageDimensions.Client, UsageDimensions.User)).ShouldBe(Records.Sum(all));
        (await BreakDownAsync(others.Team, UsageDimensions.Session)).ShouldHaveSingleItem().IsRest.ShouldBeTrue();
        (await BreakDownAsync(others.Team, UsageDimensions.Day, UsageDimensions.User)).ShouldHaveSingleItem().IsRest.ShouldBeTrue();
        (await BreakDownAsync(others.Team, UsageDimensions.Label)).ShouldHaveSingleItem().IsRest.ShouldBeTrue();
        (await BreakDownAsync(records.Team, UsageDimensions.Day, UsageDimensions.Repository)).Where(row => !row.IsRest).Select(row => row.Group[0]).ShouldAllBe(day => string.CompareOrdinal(day, "2026-12-24") >= 0);
        (await BreakDownAsync(records.Team, UsageDimensions.Label))[0].Group.ShouldBe(["nightly"], "the sums of the current month stay");
    }

    private static List<UsageRecord> Labeled(List<UsageRecord> calls) => [.. calls.Select(call => call with { Repository = "acme/shop", Label = "nightly" })];

    private async Task<IReadOnlyList<UsageRow>> BreakDownAsync(TeamId team, params UsageDimension[] groups) =>
        await Node.Queries.BreakDownAsync(new UsageWindow(team, Noon.AddDays(-60), Noon.AddDays(60)), [.. groups], Cancellation);
}

public sealed class UsageRetentionOnSqlite(SqliteStore store) : UsageRetentionContract(store), IClassFixture<SqliteStore>;

public sealed class UsageRetentionOnPostgres(PostgresStore store) : UsageRetentionContract(store), IClassFixture<PostgresStore>;
