using JusInfer.Portal.Cluster;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Data.Postgres;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Dimensions;
using JusInfer.Portal.Usage.Runs;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>The monthly partitions of the table of calls on PostgreSQL.</summary>
[Slow]
public sealed class UsagePartitionsTests(PostgresStore store) : StoreContract(store), IClassFixture<PostgresStore>
{
    [Fact]
    public async Task A_call_of_a_month_without_a_partition_and_one_with_a_wrong_clock_are_stored()
    {
        var records = new Records();
        List<UsageRecord> appended = [At("1970-01-02"), At("2031-05-01"), At("2031-05-31"), At("2099-12-31"), At("2100-01-01"), Last()];

        await Node.Usage.AppendAsync(appended, Cancellation);

        (await ListAsync(records.Team)).ShouldBe(appended);
        var partitions = await PartitionsAsync();
        partitions.ShouldContain("usage_requests_2031_05");
        partitions.ShouldContain("usage_requests_2099_12");
        partitions.Where(name => !IsOf("20", name)).ShouldBe(["usage_requests_future", "usage_requests_past"]);

        UsageRecord At(string day) => records.Next() with { Id = RequestId.New(Time(day)) };

        UsageRecord Last() => records.Next() with { Id = new RequestId(new Guid("ffffffff-ffff-7fff-bfff-ffffffffffff")) };
    }

    [Fact]
    public async Task Nodes_that_store_calls_of_a_new_month_at_the_same_time_create_its_partition_once()
    {
        var months = Enumerable.Range(0, 12).Select(month => Time("2033-01-15").AddMonths(month)).ToList();
        var nodes = Enumerable.Range(0, 4).Select(_ => Store.NewNode()).ToList();
        var teams = nodes.ConvertAll(_ => new Records());

        await Task.WhenAll(nodes.Select((node, index) => Task.Run(async () =>
        {
            foreach (var month in months)
                await node.Usage.AppendAsync([teams[index].Next() with { Id = RequestId.New(month) }], Cancellation);
        }, Cancellation)));

        (await PartitionsAsync()).Count(name => IsOf("2033", name)).ShouldBe(months.Count);
        foreach (var team in teams) (await ListAsync(team.Team)).Count.ShouldBe(months.Count);
        foreach (var node in nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task A_partition_that_another_node_has_dropped_is_made_again()
    {
        var records = new Records();
        var month = UtcMonth.Of(DateTimeOffset.UtcNow).AddMonths(3);
        UsageRecord Next() => records.Next() with { Id = RequestId.New(month.AddDays(1)) };
        var (before, after) = (Next(), Next());
        await Node.Usage.AppendAsync([before], Cancellation);
        await using (var context = Node.OpenContext())
            await context.Database.ExecuteSqlRawAsync(UsagePartition.DropSql($"usage_requests_{month:yyyy_MM}"), Cancellation);

        await Node.Usage.AppendAsync([after], Cancellation);

        (await ListAsync(records.Team)).ShouldBe([after]);
    }

    [Theory]
    [InlineData(365)]
    [InlineData(-365)]
    public async Task A_node_with_a_wrong_clock_removes_what_is_old_by_the_clock_of_the_database(int days)
    {
        var records = new Records();
        var now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        UsageRecord At(DateTimeOffset time) => records.Next() with { Id = RequestId.New(time), At = time };
        var (recent, old) = (At(now.AddDays(-20)), At(now.AddDays(-40)));
        await Node.Usage.AppendAsync([recent, old], Cancellation);
        var clock = new ShiftedTime { By = TimeSpan.FromDays(days) };
        await using var node = new StoreNode(Store.Options, clock);

        while (await node.Get<IUsageRetention>().RemoveBeforeAsync(clock.GetUtcNow().AddDays(-30), Cancellation))
        {
        }

        (await ListAsync(records.Team)).ShouldBe([recent]);
        var (from, until) = (clock.GetUtcNow(), clock.GetUtcNow().AddMinutes(1));
        (await node.Get<IJobLeases>().TakeAsync($"a job {days}", Guid.NewGuid(), from, until, Cancellation)).ShouldBeTrue();
        await using var context = Node.OpenContext();
        var lease = await context.Set<JobLeaseRow>().SingleAsync(row => row.Job == $"a job {days}", Cancellation);
        (lease.ExpiresAt - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task The_store_is_prepared_for_this_month_and_the_next_two()
    {
        await Node.Get<IUsageRetention>().PrepareAsync(Time("2034-11-30"), Cancellation);

        (await PartitionsAsync()).Where(name => IsOf("2034", name) || IsOf("2035", name))
            .ShouldBe(["usage_requests_2034_11", "usage_requests_2034_12", "usage_requests_2035_01"]);
    }

    [Fact]
    public async Task Retention_drops_expired_months_and_removes_the_expired_calls_of_the_month_that_is_not_over()
    {
        var records = new Records();
        var days = Enumerable.Range(0, 100).Select(day => records.Next() with { Id = RequestId.New(Time("2024-01-01").AddDays(day)) }).ToList();
        var lost = records.Next() with { Id = RequestId.New(Time("1980-01-01")) };
        await Node.Usage.AppendAsync([lost, .. days], Cancellation);

        await RemoveBeforeAsync(Time("2024-03-11"));

        (await ListAsync(records.Team)).ShouldBe(days.Skip(70));
        var partitions = await PartitionsAsync();
        partitions.Where(name => IsOf("2024", name)).ShouldBe(["usage_requests_2024_03", "usage_requests_2024_04"]);
        partitions.ShouldContain("usage_requests_past");

        // A call that was interrupted long ago and is recovered from the journal of a node.
        await Node.Usage.AppendAsync([lost, days[0]], Cancellation);
        (await ListAsync(records.Team)).ShouldBe([lost, days[0], .. days.Skip(70)]);
    }

    [Fact]
    public async Task Queries_of_a_range_of_time_read_the_months_of_the_range_only()
    {
        var records = new Records();
        var (march, may) = (At("2025-03-10"), At("2025-05-10"));
        await Node.Usage.AppendAsync([march, may], Cancellation);
        await using var other = new NpgsqlConnection(Store.Options.ConnectionString);
        await other.OpenAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var take = new NpgsqlCommand("LOCK TABLE usage_requests_2025_03 IN ACCESS EXCLUSIVE MODE", other))
        {
            await take.ExecuteNonQueryAsync(Cancellation);
        }

        // A query of this node that waits for the locked month fails.
        await using var node = new StoreNode(new StoreOptions($"{Store.Options.ConnectionString};Options=-c lock_timeout=100ms", ""));
        var filter = new RequestFilter { Team = records.Team, From = Time("2025-05-01"), To = Time("2025-06-01"), Errors = may.IsError };
        (await node.Queries.ListRequestsAsync(filter, Cancellation)).Records.ShouldHaveSingleItem().Id.ShouldBe(may.Id);
        (await node.Queries.FindRequestAsync(records.Team, may.Id, Cancellation)).ShouldNotBeNull();
        var window = new UsageWindow(records.Team, Time("2025-05-01"), Time("2025-06-01"));
        (await node.Queries.BreakDownAsync(window, [UsageDimensions.Model, UsageDimensions.User], Cancellation)).ShouldHaveSingleItem();
        var tree = await node.Get<IRunQueries>().FindTreeAsync(records.Team, may.RunId!, Cancellation);
        tree.ShouldNotBeNull().Root.Requests.ShouldHaveSingleItem();
        await node.Usage.AppendAsync([At("2025-05-11")], Cancellation);

        var wider = filter with { From = Time("2025-03-31") };
        (await Should.ThrowAsync<Exception>(() => node.Queries.ListRequestsAsync(wider, Cancellation))).GetBaseException()
            .ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);

        UsageRecord At(string day) => records.Next() with { Id = RequestId.New(Time(day)), At = Time(day), RunId = day };
    }

    private async Task RemoveBeforeAsync(DateTimeOffset time)
    {
        while (await Node.Get<IUsageRetention>().RemoveBeforeAsync(time, Cancellation))
        {
            // Each call is a transaction of its own.
        }
    }

    /// <summary>The stored calls, oldest first.</summary>
    private async Task<List<UsageRecord>> ListAsync(TeamId team)
    {
        var page = await Node.Queries.ListRequestsAsync(new RequestFilter { Team = team, Limit = 1_000 }, Cancellation);
        return [.. page.Records.Reverse().Select(Records.WithoutSettlement)];
    }

    private async Task<List<string>> PartitionsAsync()
    {
        await using var context = Node.OpenContext();
        return await context.Database.SqlQuery<string>($"""
            SELECT relname::text AS "Value" FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = 'usage_requests'::regclass ORDER BY relname
            """).ToListAsync(Cancellation);
    }

    private static bool IsOf(string year, string partition) => partition.StartsWith($"usage_requests_{year}", StringComparison.Ordinal);

    private static DateTimeOffset Time(string day) => DateTimeOffset.Parse($"{day}T00:00:00Z", null);
}
