using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

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
            var filter = new RequestFilter { Team = records.Team, Limit = 10, After = seen.Count == 0 ? null : seen[^1].Id };
            var page = (await Node.Queries.ListRequestsAsync(filter, Cancellation)).Records;
            if (page.IsEmpty) break;
            page.Length.ShouldBeLessThanOrEqualTo(10);
            seen.AddRange(page.Select(Records.WithoutSettlement));
            await Node.Usage.AppendAsync(records.Next(3), Cancellation);
        }

        seen.ShouldBe(appended.AsEnumerable().Reverse());
    }

    [Fact]
    public async Task Each_part_of_the_filter_selects_requests()
    {
        var appended = records.Next(60).Select(static (record, number) =>
            record with
            {
                Attempts = number % 6 == 1 ? 2 : 1,
                Resumed = number % 10 == 3,
                Repository = number % 4 == 1 ? "acme/shop" : null,
                Label = number % 4 == 2 ? "nightly" : null,
                ErrorCode = number % 7 == 0 ? "UPSTREAM_ERROR" : null,
                ProviderErrorCode = number % 14 == 0 ? "insufficient_quota" : null,
                ProviderError = number % 14 == 0 ? "Your 100% Élan is Gone" : null
            }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);
        var all = new RequestFilter { Team = records.Team, Limit = 1000 };

        await ShouldFindAsync(all with { Key = records.Keys[1] }, record => record.KeyId == records.Keys[1]);
        await ShouldFindAsync(all with { Member = records.Members[0] }, record => record.MemberId == records.Members[0]);
        await ShouldFindAsync(all with { Model = "model-1" }, record => record.ModelServed == "model-1");
        await ShouldFindAsync(all with { Provider = "provider" }, record => record.Provider == "provider");
        await ShouldFindAsync(all with { Errors = true }, record => record.Status >= 400);
        await ShouldFindAsync(all with { Errors = false }, record => record.Status < 400);
        await ShouldFindAsync(all with { Status = 502 }, record => record.Status == 502);
        await ShouldFindAsync(all with { User = "user-1" }, record => record.User == "user-1");
        await ShouldFindAsync(all with { RunId = "session-1" }, record => record.RunId == "session-1");
        await ShouldFindAsync(all with { Repository = "acme/shop" }, record => record.Repository == "acme/shop");
        await ShouldFindAsync(all with { Label = "nightly" }, record => record.Label == "nightly");
        await ShouldFindAsync(all with { Recovery = CallRecovery.Resumed }, record => record.Resumed);
        await ShouldFindAsync(all with { Recovery = CallRecovery.Retried }, record => record.Attempts > 1);
        var median = appended.Select(static record => record.Cost).Order().ElementAt(30);
        await ShouldFindAsync(all with { CostAbove = median }, record => record.Cost > median);
        await ShouldFindAsync(all with { LatencyAboveMs = 130 }, record => record.DurationMs > 130);
        await ShouldFindAsync(all with { Code = "UPSTREAM_ERROR" }, record => record.ErrorCode is not null);
        var everyError = all with { ProviderErrors = new ProviderErrorAccess(IncludesAll: true, Member: null) };
        await ShouldFindAsync(everyError with { Code = "insufficient_quota" }, record => record.ProviderErrorCode is not null);
        await ShouldFindAsync(all with { Search = CallSearch.Parse("SESSION-1") }, record => record.RunId == "session-1");
        await ShouldFindAsync(all with { Search = CallSearch.Parse(" ser-2 ") }, record => record.User == "user-2");
        await ShouldFindAsync(all with { Search = CallSearch.Parse("upstream") }, record => record.ErrorCode is not null);
        await ShouldFindAsync(everyError with { Search = CallSearch.Parse("100% Élan is gone") }, record =>
            record.ProviderError is not null);
        await ShouldFindAsync(everyError with { Search = CallSearch.Parse("Élan") }, record => record.ProviderError is not null);
        var own = all with { ProviderErrors = new ProviderErrorAccess(IncludesAll: false, records.Members[0]) };
        await ShouldFindAsync(own with { Search = CallSearch.Parse("quota") }, record => record.ProviderErrorCode is not null
            && record.MemberId == records.Members[0]);
        foreach (var hidden in new[] { all with { Search = CallSearch.Parse("quota") }, all with { Code = "insufficient_quota" },
            all with { Search = CallSearch.Parse("%") } })
            (await Node.Queries.ListRequestsAsync(hidden, Cancellation)).Records.ShouldBeEmpty();
        await ShouldFindAsync(all with { Search = CallSearch.Parse(appended[7].Id.ToString()[..20].ToUpperInvariant()) }, record =>
            record.Id == appended[7].Id);
        await ShouldFindAsync(all with { Search = CallSearch.Parse("req_"), To = Noon.AddHours(3) }, record =>
            record.At < Noon.AddHours(3));
        await ShouldFindAsync(all with { From = Noon.AddHours(3) }, record => record.At >= Noon.AddHours(3));
        await ShouldFindAsync(all with { To = Noon.AddHours(3) }, record => record.At < Noon.AddHours(3));
        await ShouldFindAsync(
            all with { Key = records.Keys[1], Errors = true, From = Noon.AddHours(2) },
            record => record.KeyId == records.Keys[1] && record.IsError && record.At >= Noon.AddHours(2));

        async Task ShouldFindAsync(RequestFilter filter, Func<UsageRecord, bool> expected)
        {
            var newestFirst = appended.Where(expected).Reverse().ToList();
            newestFirst.ShouldNotBeEmpty();
            (await Node.Queries.ListRequestsAsync(filter, Cancellation)).Records.Select(Records.WithoutSettlement).ShouldBe(newestFirst, filter.ToString());
        }
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task A_breakdown_by_key_has_one_row_per_key_largest_cost_first()
    {
        var appended = records.Next(20);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await BreakDownAsync(UsageDimensions.Key);

        rows.Select(row => row.Group.Single()).ShouldBe([records.Keys[1].ToString(), records.Keys[0].ToString()]);
        rows[0].Sums.ShouldBe(Records.Sum(appended.Where(record => record.KeyId == records.Keys[1])));
        rows[1].Sums.ShouldBe(Records.Sum(appended.Where(record => record.KeyId == records.Keys[0])));
    }

    [Fact]
    public async Task A_breakdown_by_day_is_in_the_order_of_days_in_utc()
    {
        var appended = records.Next(150);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await BreakDownAsync(UsageDimensions.Day);

        rows.Select(row => row.Group.Single()).ShouldBe(["2026-11-20", "2026-11-21", "2026-11-22"]);
        rows[1].Sums.ShouldBe(Records.Sum(appended.Where(record => record.At.UtcDateTime.Day == 21)));
    }

    [Fact]
    [Trait("Promise", "P-9")]
    public async Task A_breakdown_by_several_groups_has_one_row_per_combination_in_their_order()
    {
        var appended = records.Next(100);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await BreakDownAsync(UsageDimensions.User, UsageDimensions.Day, UsageDimensions.Model, UsageDimensions.Session, UsageDimensions.Member);

        var expected = appended
            .GroupBy(record => $"{record.User}|{record.At:yyyy-MM-dd}|{record.ModelServed}|{record.RunId}|{record.MemberId}")
            .ToDictionary(group => group.Key, group => Records.Sum(group));
        rows.ToDictionary(row => string.Join('|', row.Group), row => row.Sums).ShouldBe(expected, ignoreOrder: true);
    }

    [Fact]
    public async Task A_breakdown_covers_the_whole_hours_of_its_range()
    {
        var appended = records.Next(24);
        await Node.Usage.AppendAsync(appended, Cancellation);

        var rows = await Node.Queries.BreakDownAsync(
            new UsageWindow(records.Team, Noon.AddMinutes(90), Noon.AddMinutes(190)), [], Cancellation);

        var within = appended.Where(record => record.At >= Noon.AddHours(1) && record.At < Noon.AddHours(4));
        rows.ShouldHaveSingleItem().Sums.ShouldBe(Records.Sum(within));
    }

    [Fact]
    public async Task A_team_never_sees_another_teams_usage()
    {
        var others = new Records(TeamId.New(Noon), Noon);
        var theirs = others.Next(5);
        await Node.Usage.AppendAsync([.. theirs, .. records.Next(5)], Cancellation);

        (await Node.Queries.ListRequestsAsync(new RequestFilter { Team = records.Team }, Cancellation)).Records
            .ShouldAllBe(record => record.TeamId == records.Team);
        (await Node.Queries.FindRequestAsync(records.Team, theirs[0].Id, Cancellation)).ShouldBeNull();
        (await Node.Queries.ListRequestsAsync(new RequestFilter { Team = records.Team, Key = others.Keys[0] }, Cancellation)).Records.ShouldBeEmpty();
        (await BreakDownAsync(UsageDimensions.Key)).ShouldNotContain(row => others.Keys.Any(key => row.Group.Contains(key.ToString())));
    }

    [Fact]
    public async Task A_page_ends_after_20_000_calls_that_do_not_match_its_filter()
    {
        var model = records.Next() with { ModelServed = "rare" };
        var appended = Enumerable.Range(1, IUsageQueries.MaxScannedRows + 10)
            .Select(second => model with { Id = RequestId.New(Noon.AddSeconds(second)), ModelServed = "frequent" });
        await Node.Usage.AppendAsync([model, .. appended], Cancellation);
        var filter = new RequestFilter { Team = records.Team, Model = "rare" };

        var first = await Node.Queries.ListRequestsAsync(filter, Cancellation);
        var second = await Node.Queries.ListRequestsAsync(filter with { After = first.Next }, Cancellation);

        first.Records.ShouldBeEmpty();
        first.ScannedTo.ShouldNotBeNull().ShouldBe(first.Next!.Value);
        second.Records.ShouldHaveSingleItem().Id.ShouldBe(model.Id);
        second.Next.ShouldBeNull();
        (await Node.Queries.ListRequestsAsync(filter with { Errors = true, Model = null }, Cancellation)).ScannedTo.ShouldBeNull();
        var costly = await Node.Queries.ListRequestsAsync(filter with { CostAbove = NanoUsd.FromUsd(1_000), Model = null }, Cancellation);
        costly.Records.ShouldBeEmpty();
        costly.ScannedTo.ShouldBe(first.ScannedTo);
    }

    [Fact]
    public async Task A_breakdown_of_single_calls_has_all_tokens_and_the_day_of_each_call()
    {
        var call = records.Next() with { User = "ada", ModelServed = "one", Status = 200, Tokens = new TokenBuckets { InputUncached = 1, CacheRead = 2, CacheWrite5m = 4, CacheWrite1h = 8, AudioInput = 16, OutputText = 32, OutputReasoning = 64, AudioOutput = 128 } };
        var failed = call with { Id = RequestId.New(Noon.AddDays(1)), At = Noon.AddDays(1), User = null, Status = 502, ModelServed = null };
        await Node.Usage.AppendAsync([call with { Id = RequestId.New(Noon), At = Noon }, failed], Cancellation);

        var rows = await BreakDownAsync(UsageDimensions.Day, UsageDimensions.User, UsageDimensions.Model);

        rows.Select(row => string.Join('|', row.Group)).ShouldBe([$"{Noon:yyyy-MM-dd}|ada|one", $"{Noon.AddDays(1):yyyy-MM-dd}||"]);
        rows[0].Sums.ShouldBe(UsageSums.From(call));
        rows[1].Sums.Errors.ShouldBe(1);
    }

    [Fact]
    public async Task A_breakdown_by_user_lists_the_most_expensive_ones_and_sums_the_rest()
    {
        var appended = Enumerable.Range(0, IUsageQueries.MaxGroups + 10).Select(number => records.Next() with
        {
            Id = RequestId.New(Noon),
            At = Noon,
            User = $"user-{number}",
            Cost = new NanoUsd(number),
        }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);

        foreach (UsageDimension[] groups in new UsageDimension[][] { [UsageDimensions.User], [UsageDimensions.User, UsageDimensions.Key] })
        {
            var rows = await BreakDownAsync(groups);

            rows.Count.ShouldBe(IUsageQueries.MaxGroups + 1);
            rows[0].Group[0].ShouldBe($"user-{appended.Count - 1}");
            rows[^1].IsRest.ShouldBeTrue();
            rows[^1].Sums.Requests.ShouldBe(10);
            Records.Sum(rows).ShouldBe(Records.Sum(appended));
        }
    }

    [Fact]
    public async Task A_breakdown_by_day_and_session_has_a_run_on_the_day_of_its_first_call()
    {
        var first = records.Next() with { Id = RequestId.New(Noon), At = Noon, RunId = "run", RootRunId = "run" };
        await Node.Usage.AppendAsync([first, first with { Id = RequestId.New(Noon.AddDays(1)), At = Noon.AddDays(1) }], Cancellation);

        var row = (await BreakDownAsync(UsageDimensions.Day, UsageDimensions.Session)).ShouldHaveSingleItem();

        row.Group.ShouldBe([$"{Noon:yyyy-MM-dd}", "run"]);
        row.Sums.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_sum_covers_the_calls_that_match_its_filter()
    {
        var call = records.Next() with { KeyId = records.Keys[0], MemberId = records.Members[0], ModelServed = "one", User = "ada", Cost = new NanoUsd(1) };
        UsageRecord[] all =
        [
            call,
            call with { Id = RequestId.New(call.At), KeyId = records.Keys[1], Cost = new NanoUsd(2) },
            call with { Id = RequestId.New(call.At), MemberId = records.Members[1], Cost = new NanoUsd(4) },
            call with { Id = RequestId.New(call.At), ModelServed = "two", Cost = new NanoUsd(8) },
            call with { Id = RequestId.New(call.At), User = null, Cost = new NanoUsd(16) },
        ];
        await Node.Usage.AppendAsync(all, Cancellation);

        (await SumAsync(UsageSelection.All)).ShouldBe(31);
        (await SumAsync(UsageSelection.All.With(UsageDimensions.Key, records.Keys[0]))).ShouldBe(29);
        (await SumAsync(UsageSelection.All.With(UsageDimensions.Member, records.Members[0]).With(UsageDimensions.Model, "one")))
            .ShouldBe(19);
        (await SumAsync(UsageSelection.All.With(UsageDimensions.User, "ada"))).ShouldBe(15);

        async Task<long> SumAsync(UsageSelection filter) =>
            (await Node.Queries.SumAsync(UsageWindow.MonthOf(records.Team, Noon), filter, Cancellation)).Cost.Value;
    }

    [Fact]
    public async Task Costs_are_read_newest_first_and_only_of_the_newest_calls()
    {
        var calls = Enumerable.Range(0, 6).Select(second => records.Next() with
        {
            Id = RequestId.New(Noon.AddSeconds(second)),
            At = Noon.AddSeconds(second),
            KeyId = records.Keys[second % 2],
            User = $"user-{second}",
        }).ToArray();
        await Node.Usage.AppendAsync(calls, Cancellation);
        var filter = new CostedCallFilter { Team = records.Team, From = Noon.AddSeconds(1), MaxScannedRows = 5 };

        var all = await Node.Queries.ReadCostsAsync(filter, Cancellation);
        var newest = await Node.Queries.ReadCostsAsync(filter with { MaxScannedRows = 4, Key = records.Keys[1] }, Cancellation);

        all.IsTruncated.ShouldBeFalse();
        all.Calls.ShouldBe(calls.Skip(1).Reverse().Select(call => new CostedCall(call.At, call.Cost, call.KeyId, call.MemberId, call.User, call.RootRunId)));
        newest.IsTruncated.ShouldBeTrue();
        newest.Calls.Select(call => call.User).ShouldBe(["user-5", "user-3"]);
    }

    [Fact]
    public async Task A_breakdown_by_session_lists_the_most_expensive_runs_and_sums_the_rest()
    {
        var appended = Enumerable.Range(0, IUsageQueries.MaxRuns + 50)
            .Select(number => records.Next() with { RunId = $"run-{number}", Cost = new NanoUsd(number) }).ToList();
        await Node.Usage.AppendAsync([.. appended, records.Next() with { RunId = null }], Cancellation);
        var second = appended[^1] with { Id = RequestId.New(Noon), Cost = new NanoUsd(1_000_000) };
        await Node.Usage.AppendAsync([second], Cancellation);

        var rows = await BreakDownAsync(UsageDimensions.Session);

        rows.Count.ShouldBe(IUsageQueries.MaxRuns + 1);
        rows[0].Group.ShouldBe([appended[^1].RunId!]);
        rows[0].Sums.ShouldBe(Records.Sum([appended[^1], second]));
        rows[^1].IsRest.ShouldBeTrue();
        rows[^1].Sums.Requests.ShouldBe(51);
    }

    [Fact]
    [Trait("Promise", "P-9")]
    public async Task A_breakdown_by_end_user_is_exact_in_a_range_of_whole_and_partial_months()
    {
        var appended = Enumerable.Range(0, 120).Select(day => records.Next() with { At = Noon.AddDays(day), User = $"user-{day % 3}" }).ToList();
        await Node.Usage.AppendAsync(appended, Cancellation);

        var (from, to) = (Noon.AddDays(3).AddHours(-12), Noon.AddDays(100).AddHours(-12));
        var rows = await Node.Queries.BreakDownAsync(new UsageWindow(records.Team, from, to), [UsageDimensions.User], Cancellation);

        rows.ToDictionary(row => row.Group.Single(), row => row.Sums).ShouldBe(
            appended.Where(record => record.At >= from && record.At < to).GroupBy(record => record.User!)
                .ToDictionary(group => group.Key, group => Records.Sum(group)),
            ignoreOrder: true);
    }

    [Fact]
    public async Task A_team_without_usage_has_an_empty_breakdown() =>
        (await BreakDownAsync(UsageDimensions.Day, UsageDimensions.Model)).ShouldBeEmpty();

    private async Task<IReadOnlyList<UsageRow>> BreakDownAsync(params UsageDimension[] groups) =>
        await Node.Queries.BreakDownAsync(UsageWindow.MonthOf(records.Team, Noon), [.. groups], Cancellation);
}

public sealed class UsageQueriesOnSqlite(SqliteStore store) : UsageQueriesContract(store), IClassFixture<SqliteStore>;

public sealed class UsageQueriesOnPostgres(PostgresStore store) : UsageQueriesContract(store), IClassFixture<PostgresStore>;
