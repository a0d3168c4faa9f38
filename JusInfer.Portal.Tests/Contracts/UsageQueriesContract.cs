using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class UsageQueriesContract(StoreFixture store) : StoreContract(store)
{
    private readonly Records records = new();

    [Fact]
    public async Task Pages_have_no_gaps_and_no_repeats_while_new_requests_come_in()
    {
        var appended = records.Next(53);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var seen = new List<UsageRecord>();
        while (true)
        {
            var filter = new RequestFilter { Tenant = records.Tenant, Limit = 10, After = seen.Count == 0 ? null : seen[^1].Id };
            var page = await Node.Queries.ListRequestsAsync(filter, Cancellation);
            if (page.IsEmpty) break;
            page.Length.ShouldBeLessThanOrEqualTo(10);
            seen.AddRange(page);
            await Node.Usage.AppendAsync(records.Next(3), Cancellation);
        }

        seen.ShouldBe(appended.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Each_part_of_the_filter_selects_requests()
    {
        var appended = records.Next(60);
        await Node.Usage.AppendAsync(appended, Cancellation);
        var all = new RequestFilter { Tenant = records.Tenant, Limit = 1000 };

        await ShouldFindAsync(all with { Key = records.Keys[1] }, record => record.KeyId == records.Keys[1]);
        await ShouldFindAsync(all with { Member = records.Members[0] }, record => record.MemberId == records.Members[0]);
        await ShouldFindAsync(all with { Model = "model-1" }, record => record.ModelServed == "model-1");
        await ShouldFindAsync(all with { Errors = true }, record => record.Status >= 400);
        await ShouldFindAsync(all with { Errors = false }, record => record.Status < 400);
        await ShouldFindAsync(all with { Status = 502 }, record => record.Status == 502);
        await ShouldFindAsync(all with { From = Noon.AddHours(3) }, record => record.At >= Noon.AddHours(3));
        await ShouldFindAsync(all with { To = Noon.AddHours(3) }, record => record.At < Noon.AddHours(3));
        await ShouldFindAsync(
            all with { Key = records.Keys[1], Errors = true, From = Noon.AddHours(2) },
            record => record.KeyId == records.Keys[1] && record.IsError && record.At >= Noon.AddHours(2));

        async Task ShouldFindAsync(RequestFilter filter, Func<UsageRecord, bool> expected)
        {
            var newestFirst = appended.Where(expected).Reverse().ToList();
            newestFirst.ShouldNotBeEmpty();
            (await Node.Queries.ListRequestsAsync(filter, Cancellation)).AsEnumerable().ShouldBe(newestFirst, filter.ToString());
        }
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task A_breakdown_by_key_has_one_row_per_key_largest_cost_first()
    {
        var appended = records.Next(20);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await BreakDownAsync(UsageGroup.Key);

        rows.Select(row => row.Group.Single()).ShouldBe([records.Keys[1].ToString(), records.Keys[0].ToString()]);
        rows[0].Sums.ShouldBe(Records.Sum(appended.Where(record => record.KeyId == records.Keys[1])));
        rows[1].Sums.ShouldBe(Records.Sum(appended.Where(record => record.KeyId == records.Keys[0])));
    }

    [Fact]
    public async Task A_breakdown_by_day_is_in_the_order_of_days_in_utc()
    {
        var appended = records.Next(150);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await BreakDownAsync(UsageGroup.Day);

        rows.Select(row => row.Group.Single()).ShouldBe(["2026-11-20", "2026-11-21", "2026-11-22"]);
        rows[1].Sums.ShouldBe(Records.Sum(appended.Where(record => record.At.UtcDateTime.Day == 21)));
    }

    [Fact]
    [Trait("Promise", "P-9")]
    public async Task A_breakdown_by_several_groups_has_one_row_per_combination_in_their_order()
    {
        var appended = records.Next(100);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await BreakDownAsync(UsageGroup.User, UsageGroup.Day, UsageGroup.Model, UsageGroup.Session, UsageGroup.Member);

        var expected = appended
            .GroupBy(record => $"{record.User}|{record.At:yyyy-MM-dd}|{record.ModelServed}|{record.Session}|{record.MemberId}")
            .ToDictionary(group => group.Key, group => Records.Sum(group));
        rows.ToDictionary(row => string.Join('|', row.Group), row => row.Sums).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_breakdown_covers_the_whole_hours_of_its_range()
    {
        var appended = records.Next(24);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await Node.Queries.BreakDownAsync(
            new UsageWindow(records.Tenant, Noon.AddMinutes(90), Noon.AddMinutes(190)), [], Cancellation);

        var within = appended.Where(record => record.At >= Noon.AddHours(1) && record.At < Noon.AddHours(4));
        rows.ShouldHaveSingleItem().Sums.ShouldBe(Records.Sum(within));
    }

    [Fact]
    public async Task A_team_never_sees_another_teams_usage()
    {
        var others = new Records(TenantId.New(Noon), Noon);
        var theirs = others.Next(5);
        await Node.Usage.AppendAsync([.. theirs, .. records.Next(5)], Cancellation);

        (await Node.Queries.ListRequestsAsync(new RequestFilter { Tenant = records.Tenant }, Cancellation))
            .ShouldAllBe(record => record.TenantId == records.Tenant);
        (await Node.Queries.FindRequestAsync(records.Tenant, theirs[0].Id, Cancellation)).ShouldBeNull();
        (await Node.Queries.ListRequestsAsync(new RequestFilter { Tenant = records.Tenant, Key = others.Keys[0] }, Cancellation)).ShouldBeEmpty();
        (await BreakDownAsync(UsageGroup.Key)).ShouldNotContain(row => others.Keys.Any(key => row.Group.Contains(key.ToString())));
    }

    [Fact]
    public async Task A_team_without_usage_has_an_empty_breakdown() =>
        (await BreakDownAsync(UsageGroup.Day, UsageGroup.Model)).ShouldBeEmpty();

    private async Task<IReadOnlyList<UsageRow>> BreakDownAsync(params UsageGroup[] groups) =>
        await Node.Queries.BreakDownAsync(UsageWindow.MonthOf(records.Tenant, Noon), [.. groups], Cancellation);
}

public sealed class UsageQueriesOnSqlite(SqliteStore store) : UsageQueriesContract(store), IClassFixture<SqliteStore>;

public sealed class UsageQueriesOnPostgres(PostgresStore store) : UsageQueriesContract(store), IClassFixture<PostgresStore>;
