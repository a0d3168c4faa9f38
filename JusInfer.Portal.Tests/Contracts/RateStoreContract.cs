using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Rates that several nodes share. With SQLite, they are parts of one process.</summary>
[Trait("Promise", "P-11")]
public abstract class RateStoreContract(StoreFixture store) : StoreContract(store)
{
    private static readonly RateId Team = new(AllowanceSubject.Team, RateUnit.Requests);

    private readonly LeaseNode own = LeaseNode.New();
    private readonly LeaseNode other = LeaseNode.New();
    private readonly TeamId team = TeamId.New(DateTimeOffset.UtcNow);
    private long sequence;

    private IRateStore Rates => Node.Get<IRateStore>();

    private RateId Key { get; } = new(AllowanceSubject.From(KeyId.New(DateTimeOffset.UtcNow)), RateUnit.Tokens);

    private static RateId Calls => Team with { Unit = RateUnit.ConcurrentCalls };

    [Fact]
    public async Task Nodes_take_requests_of_one_rate()
    {
        (await AskAsync(own, new RateItem(Team, 10, 0, 6, 0))).Granted.ShouldBe(6);

        (await AskAsync(other, new RateItem(Team, 10, 0, 6, 0))).Granted.ShouldBe(4);
        (await AskAsync(other, new RateItem(Team, 10, 0, 1, 0))).ShouldSatisfyAllConditions(
            static answer => answer.Granted.ShouldBe(0),
            static answer => answer.Debt.TotalSeconds.ShouldBeInRange(50, 60));

        await AskAsync(own, new RateItem(Team, 10, -3, 0, 0));
        (await AskAsync(other, new RateItem(Team, 10, 0, 3, 0))).Granted.ShouldBe(3);
    }

    [Fact]
    public async Task The_rates_of_a_request_are_separate()
    {
        var answers = await Rates.ExchangeAsync(
            new RateRequest(team, ++sequence, [new RateItem(Team, 5, 0, 5, 0), new RateItem(Key, 1_000, 0, 800, 0), new RateItem(Calls, 2, 0, 1, 1)]), own, Cancellation);

        answers.Select(static answer => answer.Granted).ShouldBe([5, 800, 1]);
        (await AskAsync(other, new RateItem(Key, 1_000, 0, 500, 0))).Granted.ShouldBeInRange(200, 205);
        (await AskAsync(other, new RateItem(Key with { Unit = RateUnit.Requests }, 10, 0, 10, 0))).Granted.ShouldBe(10);
    }

    [Fact]
    public async Task Another_team_has_rates_of_its_own()
    {
        await AskAsync(own, new RateItem(Team, 10, 0, 10, 0));

        var foreign = new RateRequest(TeamId.New(DateTimeOffset.UtcNow), 1, [new RateItem(Team, 10, 0, 10, 0)]);
        (await Rates.ExchangeAsync(foreign, own, Cancellation))[0].Granted.ShouldBe(10);
    }

    [Fact]
    public async Task Concurrent_calls_are_shared_by_the_nodes_that_are_alive()
    {
        (await AskAsync(own, new RateItem(Calls, 5, 0, 4, 0))).ShouldBe(new RateReplyItem(4, TimeSpan.Zero, 0));
        (await AskAsync(other, new RateItem(Calls, 5, 0, 3, 0))).ShouldBe(new RateReplyItem(1, TimeSpan.Zero, 4));
        (await AskAsync(own, new RateItem(Calls, 5, 0, 2, 0))).ShouldBe(new RateReplyItem(2, TimeSpan.Zero, 1));
        (await AskAsync(other, new RateItem(Calls, 5, 0, 3, 0))).Granted.ShouldBe(3);

        await ExpireAsync(own);
        (await AskAsync(other, new RateItem(Calls, 5, 0, 5, 0))).ShouldBe(new RateReplyItem(5, TimeSpan.Zero, 0));
    }

    [Fact]
    public async Task A_node_that_stops_leaves_its_concurrent_calls_to_others()
    {
        await AskAsync(own, new RateItem(Calls, 5, 0, 5, 0));

        await Node.Get<INodeStore>().RemoveAsync(own, Cancellation);

        (await AskAsync(other, new RateItem(Calls, 5, 0, 5, 0))).Granted.ShouldBe(5);
    }

    [Fact]
    public async Task A_late_request_does_not_change_the_concurrent_calls()
    {
        await AskAsync(own, new RateItem(Calls, 5, 0, 2, 0));
        await AskAsync(own, new RateItem(Calls, 5, 0, 5, 0));

        var late = await Rates.ExchangeAsync(new RateRequest(team, 1, [new RateItem(Calls, 5, 0, 1, 0)]), own, Cancellation);

        late[0].Granted.ShouldBe(5);
    }

    [Fact]
    public async Task A_node_that_has_been_dead_for_a_day_is_forgotten()
    {
        await AskAsync(own, new RateItem(Calls, 5, 0, 2, 0));
        await ExpireAsync(own);

        await AskAsync(other, new RateItem(Calls, 5, 0, 1, 0));

        await using var context = Node.OpenContext();
        (await context.CallLeases.CountAsync(row => row.TeamId == team, Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task After_the_clock_of_the_database_was_ahead_no_one_waits_for_as_long_as_it_was()
    {
        await AskAsync(own, new RateItem(Team, 10, 0, 10, 0));
        await AskAsync(own, new RateItem(Calls, 5, 0, 5, 0));
        var ahead = TimeSpan.FromMinutes(10);
        await using (var context = Node.OpenContext())
        {
            await context.Rates.Where(row => row.TeamId == team).ExecuteUpdateAsync(
                row => row.SetProperty(rate => rate.Arrival, rate => rate.Arrival + ((long)ahead.TotalMicroseconds))
                    .SetProperty(rate => rate.TakenAt, rate => rate.TakenAt + ((long)ahead.TotalMicroseconds)),
                Cancellation);
            var leases = await context.CallLeases.Where(row => row.TeamId == team).ToListAsync(Cancellation);
            foreach (var lease in leases) lease.ExpiresAt += ahead;
            await context.SaveChangesAsync(Cancellation);
        }

        (await AskAsync(other, new RateItem(Team, 10, 0, 1, 0))).Debt.TotalSeconds.ShouldBeInRange(50, 60);
        (await AskAsync(other, new RateItem(Calls, 5, 0, 5, 0))).ShouldBe(new RateReplyItem(5, TimeSpan.Zero, 0));
    }

    [Fact]
    public async Task Concurrent_requests_of_many_nodes_never_exceed_the_rates()
    {
        var nodes = Enumerable.Range(0, 8).Select(static _ => LeaseNode.New()).ToArray();

        var answers = await Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(1, 5).Select(async number =>
            (Node: node, Number: number, Answers: await Rates.ExchangeAsync(
                new RateRequest(team, number, [new RateItem(Team, 50, 0, 2, 1), new RateItem(Calls, 10, 0, number, 0)]), node, Cancellation)))));

        answers.Sum(static one => one.Answers[0].Granted).ShouldBeInRange(50, 55, "five come back in six seconds");
        await using var context = Node.OpenContext();
        (await context.CallLeases.Where(row => row.TeamId == team).SumAsync(static row => row.Granted, Cancellation)).ShouldBeInRange(5, 10);
    }

    private async Task<RateReplyItem> AskAsync(LeaseNode node, RateItem item) =>
        (await Rates.ExchangeAsync(new RateRequest(team, ++sequence, [item]), node, Cancellation)).ShouldHaveSingleItem();

    private async Task ExpireAsync(LeaseNode node)
    {
        await using var context = Node.OpenContext();
        await context.CallLeases.Where(row => row.Node == node.Id)
            .ExecuteUpdateAsync(row => row.SetProperty(lease => lease.ExpiresAt, DateTimeOffset.UnixEpoch), Cancellation);
    }
}

public sealed class RateStoreOnSqlite(SqliteStore store) : RateStoreContract(store), IClassFixture<SqliteStore>;

public sealed class RateStoreOnPostgres(PostgresStore store) : RateStoreContract(store), IClassFixture<PostgresStore>;
