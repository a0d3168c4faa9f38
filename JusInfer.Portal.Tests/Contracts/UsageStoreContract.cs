using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class UsageStoreContract(StoreFixture store) : StoreContract(store)
{
    /// <summary>The record as it is stored, except for its settlement: PostgreSQL rejects NUL in every text.</summary>
    private static UsageRecord WithoutNul(UsageRecord record)
    {
        var stored = record with { SettlementId = null };
        foreach (var property in typeof(UsageRecord).GetProperties().Where(property => property.PropertyType == typeof(string)))
            property.SetValue(stored, ((string?)property.GetValue(record))?.Replace('\0', '\uFFFD'));
        return stored;
    }

    private static readonly TimeSpan AllTime = TimeSpan.FromDays(36500);

    [Fact]
    public async Task A_record_is_read_back_with_all_its_fields()
    {
        var full = new Records().Next() with
        {
            At = Noon.AddMicroseconds(123_457).ToOffset(TimeSpan.FromHours(5)),
            User = "Ünïcødé 🦊",
            RunId = "run 7",
            ModelRequested = "auto",
            ModelServed = "openai/gpt-5",
            Provider = "openai",
            Route = "a reason",
            Status = 402,
            ErrorCode = "CAP_REACHED",
            Tokens = new TokenBuckets
            {
                InputUncached = 1,
                CacheRead = 2,
                CacheWrite5m = 3,
                CacheWrite1h = 4,
                OutputText = 5,
                OutputReasoning = long.MaxValue / 2,
            },
            Cost = new NanoUsd(6),
            BaselineCost = new NanoUsd(7),
            Source = UsageSource.Drained,
            TtftMs = 8,
            DurationMs = 9,
            Attempts = 3,
            AttemptLog = """[{"p":"ünïcødé","m":"a/model","o":1,"s":502,"a":0,"d":12}]""",
            Resumed = true,
            Streamed = true,
            Simulated = true,
            PricesFrom = new DateOnly(2025, 8, 7),
            CatalogVersion = "2026-11-20",
            Repository = "acme/shöp",
            Label = "nightly 🌙",
        };
        var bare = full with
        {
            Id = RequestId.New(Noon),
            User = null,
            RunId = null,
            ModelServed = null,
            Provider = null,
            ErrorCode = null,
            Tokens = default,
            Source = UsageSource.None,
            TtftMs = null,
            AttemptLog = null,
            Resumed = false,
            Streamed = false,
            Simulated = false,
            PricesFrom = null,
            Repository = null,
            Label = null,
        };

        await Node.Usage.AppendAsync([full, bare], Cancellation);

        (await FindAsync(full)).ShouldBe(full);
        (await FindAsync(bare)).ShouldBe(bare);
    }

    [Fact]
    public async Task Every_field_of_a_record_is_stored_whatever_its_value()
    {
        var rows = new RandomRow(7);
        List<UsageRecord> all = [rows.NextFull<UsageRecord>(), rows.NextBare<UsageRecord>(), .. Enumerable.Range(0, 50).Select(_ => rows.Next<UsageRecord>())];

        await Node.Usage.AppendAsync(all, Cancellation);

        foreach (var record in all) (await FindAsync(record)).ShouldBe(WithoutNul(record));
    }

    [Fact]
    public async Task Long_details_of_a_route_and_of_an_error_are_stored_whole()
    {
        var details = new RouteDetails { Policy = 3, Baseline = "anthropic/claude-sonnet-4.5", Evidence = new string('e', 400), Group = RoutingGroup.Control, Trouble = true };
        var record = new Records(TeamId.New(Noon), Noon).Next() with
        {
            RouteDetails = details.Format(),
            ProviderError = new string('e', 300)
        };
        await Node.Usage.AppendAsync([record], Cancellation);

        var stored = await Node.Queries.FindRequestAsync(record.TeamId, record.Id, Cancellation);

        RouteDetails.Parse(stored!.RouteDetails).ShouldBe(details with { Rejected = [] });
        stored.ProviderError.ShouldBe(record.ProviderError);
    }

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task A_record_counts_once_however_often_it_is_appended()
    {
        var records = new Records();
        var (first, second, third) = (records.Next(), records.Next(), records.Next());

        await Node.Usage.AppendAsync([first, second, first], Cancellation);
        await Node.Usage.AppendAsync([second, third, second with { Cost = new NanoUsd(1) }], Cancellation);
        await Node.Usage.AppendAsync([], Cancellation);

        (await ListAsync(records.Team)).ShouldBe([third, second, first]);
        (await SumAsync(records.Team)).ShouldBe(Records.Sum([first, second, third]));
    }

    [Fact]
    [Trait("Promise", "P-8")]
    public async Task Requests_rollups_and_every_breakdown_have_the_same_sums()
    {
        var records = new Records();
        var appended = records.Next(200);
        foreach (var batch in appended.Chunk(37)) await Node.Usage.AppendAsync(batch, Cancellation);

        var expected = Records.Sum(appended);

        Records.Sum(await ListAsync(records.Team)).ShouldBe(expected);
        foreach (var group in UsageDimensions.Standard.All) (await SumAsync(records.Team, group)).ShouldBe(expected, group.ToString());
        (await SumAsync(records.Team, [UsageDimensions.Day, .. UsageDimensions.Standard.OfCalls])).ShouldBe(expected);
    }

    [Fact]
    public async Task Two_centuries_of_single_calls_by_day_are_summed_with_two_queries()
    {
        var records = new Records();
        await Node.Usage.AppendAsync(records.Next(100), Cancellation);

        var before = Node.Statements.Queries;
        (await SumAsync(records.Team, UsageDimensions.Day, UsageDimensions.Session, UsageDimensions.Model)).Requests.ShouldBe(100);

        // The second one is the total of the sums, which also have the calls that were removed by age.
        (Node.Statements.Queries - before).ShouldBe(2);
    }

    [Fact]
    public async Task Concurrent_appends_of_the_same_records_store_each_once()
    {
        var records = new Records();
        var appended = records.Next(400);

        // Two writers append every record, in different batches and orders.
        var batches = appended.Chunk(40).Concat(appended.AsEnumerable().Reverse().Chunk(25)).ToList();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (batch, cancellation) =>
            await Node.Usage.AppendAsync(batch, cancellation));

        Records.Sum(await ListAsync(records.Team)).ShouldBe(Records.Sum(appended));
        (await SumAsync(records.Team)).ShouldBe(Records.Sum(appended));
    }

    [Fact]
    public async Task Each_team_with_new_usage_is_announced_once_and_no_other_team_is()
    {
        var (busy, other, idle) = (new Records(), new Records(), new Records());
        var known = idle.Next();
        await Node.Usage.AppendAsync([known], Cancellation);

        UsageRecord[] batch = [.. busy.Next(3), known, .. other.Next(2)];
        var published = await PublishedDuringAsync(Node.UsageChanges, () => Node.Usage.AppendAsync(batch, Cancellation));

        published.Count(item => item.Team == busy.Team).ShouldBe(1);
        published.Count(item => item.Team == other.Team).ShouldBe(1);
        published.ShouldNotContain(item => item.Team == idle.Team);
    }

    [Fact]
    public async Task A_failing_subscriber_does_not_undo_a_commit()
    {
        var records = new Records();
        var record = records.Next();

        using (Node.UsageChanges.Subscribe(_ => throw new InvalidOperationException("The subscriber failed.")))
        {
            await Node.Usage.AppendAsync([record], Cancellation);
        }

        (await ListAsync(records.Team)).ShouldBe([record]);
    }

    [Fact]
    public async Task A_name_that_a_database_would_reject_does_not_fail_the_batch()
    {
        var records = new Records();
        var nul = records.Next() with { User = "nul\0inside", RunId = "half \uD83E a pair", ModelRequested = "" };

        await Node.Usage.AppendAsync([nul, records.Next()], Cancellation);

        (await FindAsync(nul))
            .ShouldBe(nul with { User = "nul\uFFFDinside", RunId = "half \uFFFD a pair" });
        (await SumAsync(records.Team)).Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_long_name_is_cut_and_stored()
    {
        var records = new Records();
        var random = new Random(7);
        var longName = string.Concat(Enumerable.Range(0, 20_000).Select(_ => char.ConvertFromUtf32(random.Next(0x10000, 0x20000))));
        var odd = records.Next() with { User = longName, RunId = longName, ModelRequested = longName };

        await Node.Usage.AppendAsync([odd], Cancellation);

        var kept = (await ListAsync(records.Team)).ShouldHaveSingleItem().User.ShouldNotBeNull();
        longName.ShouldStartWith(kept);
        kept.Length.ShouldBe(200);
    }

    private async Task<List<UsageRecord>> ListAsync(TeamId team) =>
        [.. (await Node.Queries.ListRequestsAsync(new RequestFilter { Team = team, Limit = 1000 }, Cancellation)).Records.Select(Records.WithoutSettlement)];

    private async Task<UsageRecord> FindAsync(UsageRecord record) =>
        Records.WithoutSettlement((await Node.Queries.FindRequestAsync(record.TeamId, record.Id, Cancellation)).ShouldNotBeNull());

    private async Task<UsageSums> SumAsync(TeamId team, params UsageDimension[] groups) =>
        Records.Sum(await Node.Queries.BreakDownAsync(new UsageWindow(team, Noon - AllTime, Noon + AllTime), [.. groups], Cancellation));
}

public sealed class UsageStoreOnSqlite(SqliteStore store) : UsageStoreContract(store), IClassFixture<SqliteStore>;

public sealed class UsageStoreOnPostgres(PostgresStore store) : UsageStoreContract(store), IClassFixture<PostgresStore>;
