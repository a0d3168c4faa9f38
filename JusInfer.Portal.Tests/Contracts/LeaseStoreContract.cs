using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Spending.Wallet;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Leases of several nodes. With SQLite, they are parts of one process.</summary>
public abstract class LeaseStoreContract(StoreFixture store) : StoreContract(store)
{
    private readonly LeaseNode other = LeaseNode.New();
    private readonly Records records = new();

    /// <summary>The node whose records the store settles.</summary>
    private LeaseNode Own => Node.Get<LeaseNode>();

    private ILeaseStore Leases => Node.Get<ILeaseStore>();

    private AllowanceId Team => new(records.Team, AllowanceKind.Team, "", "", DateTimeOffset.UnixEpoch, Timestamps.Never);

    private AllowanceId User => Team with { Kind = AllowanceKind.User, Subject = "ann\0" };

    [Fact]
    public async Task Nodes_lease_no_more_than_the_limit_leaves()
    {
        await OpenAsync(Team, Own, other);

        (await AskAsync(Own, 1, (Team, 10, 6, 6))).IsGranted.ShouldBeTrue();
        var denied = await AskAsync(other, 1, (Team, 10, 5, 5));
        var granted = await AskAsync(other, 2, (Team, 10, 4, 4));

        denied.IsGranted.ShouldBeFalse();
        denied.Items.ShouldHaveSingleItem().ShouldBe(new LeaseReplyItem(new LeaseState(NanoUsd.Zero, NanoUsd.Zero, 1), true, NanoUsd.Zero, Usd(6), NanoUsd.Zero));
        granted.IsGranted.ShouldBeTrue();
        granted.Items[0].State!.Value.Leased.ShouldBe(Usd(4));
    }

    [Fact]
    public async Task A_node_gets_all_scopes_or_none()
    {
        await OpenAsync(Team, Own);
        await OpenAsync(User, Own);

        var denied = await AskAsync(Own, 1, (Team, 10, 2, 2), (User, 1, 2, 2));
        var granted = await AskAsync(Own, 2, (Team, 10, 1, 1), (User, 1, 1, 1));

        denied.IsGranted.ShouldBeFalse();
        denied.Items.Select(static answer => answer.State!.Value.Granted).ShouldBe([NanoUsd.Zero, NanoUsd.Zero]);
        denied.Items.Select(static answer => answer.Lacks).ShouldBe([false, true]);
        granted.Items.Select(static answer => answer.State!.Value.Granted).ShouldBe([Usd(1), Usd(1)]);
    }

    [Fact]
    public async Task Beyond_its_need_a_node_gets_a_quarter_of_what_is_free()
    {
        await OpenAsync(Team, Own);

        (await AskAsync(Own, 1, (Team, 100, 1, 90))).Items[0].State!.Value.Granted.ShouldBe(Usd(25));
        (await AskAsync(Own, 2, (Team, 100, 60, 90))).Items[0].State!.Value.Granted.ShouldBe(Usd(60));
        (await AskAsync(Own, 3, (Team, 100, 0, 10))).Items[0].State!.Value.Granted.ShouldBe(Usd(10), "less than before is a return");
    }

    [Fact]
    public async Task A_request_that_arrives_again_or_late_changes_nothing()
    {
        await OpenAsync(Team, Own);
        await AskAsync(Own, 1, (Team, 10, 6, 6));
        var last = await AskAsync(Own, 3, (Team, 10, 1, 1));

        foreach (var sequence in (long[])[1, 2, 3])
        {
            var again = await AskAsync(Own, sequence, (Team, 10, 6, 6));
            again.Items.ShouldBe(last.Items);
            again.IsGranted.ShouldBeFalse("the node does not have what it asked for");
        }
    }

    [Fact]
    public async Task A_stored_call_is_spent_from_the_moment_that_it_is_no_longer_leased()
    {
        await OpenAsync(Team, Own, other);
        await AskAsync(Own, 1, (Team, 100, 40, 40));
        var calls = records.Next(5);

        await Node.Usage.AppendAsync(calls, Cancellation);
        await Node.Usage.AppendAsync(calls, Cancellation);

        var cost = calls.Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Cost);
        var seen = (await AskAsync(other, 1, (Team, 100, 0, 0))).Items[0];
        seen.Spent.ShouldBe(cost);
        seen.Live.ShouldBe(Usd(40) - cost);
        (await AskAsync(Own, 2, (Team, 100, 0, 40))).Items[0].State!.Value.ShouldBe(new LeaseState(Usd(40), cost, 2));
    }

    [Fact]
    public async Task Calls_that_cost_more_than_was_leased_are_spent()
    {
        await OpenAsync(Team, Own);
        await AskAsync(Own, 1, (Team, 100, 1, 1));
        var calls = records.Next(5);
        await Node.Usage.AppendAsync(calls, Cancellation);
        var cost = calls.Aggregate(NanoUsd.Zero, static (sum, call) => sum + call.Cost);

        var reply = await AskAsync(Own, 2, (Team, cost.Usd + 3, cost.Usd + 3, cost.Usd + 3));

        reply.IsGranted.ShouldBeTrue("3 are left");
        reply.Items[0].State!.Value.Leased.ShouldBe(Usd(3));
        (await AskAsync(Own, 3, (Team, cost.Usd + 3, cost.Usd + 4, cost.Usd + 4))).IsGranted.ShouldBeFalse();
    }

    [Fact]
    public async Task The_limit_of_a_wallet_is_its_credits()
    {
        var team = (await AddTeamAsync()).TeamId;
        await Node.Wallets.AddAsync(team, LedgerKind.Credit, Usd(5), null, Noon, Cancellation);
        var wallet = AllowanceId.OfWallet(team);
        await OpenAsync(wallet, Own, other);

        (await AskAsync(Own, 1, (wallet, 1_000, 3, 3))).IsGranted.ShouldBeTrue();
        (await AskAsync(other, 1, (wallet, 1_000, 3, 3))).IsGranted.ShouldBeFalse();
        (await AskAsync(other, 2, (wallet, 1_000, 2, 2))).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_dead_node_has_leased_stays_used_until_it_is_closed()
    {
        await OpenAsync(Team, Own, other);
        await AskAsync(other, 1, (Team, 10, 8, 8));
        await using (var context = Node.OpenContext())
        {
            await context.Leases.Where(row => row.Node == other.Id)
                .ExecuteUpdateAsync(row => row.SetProperty(lease => lease.ExpiresAt, DateTimeOffset.UnixEpoch), Cancellation);
        }

        var denied = await AskAsync(Own, 1, (Team, 10, 3, 3));
        await Node.Get<INodeStore>().RemoveAsync(other, Cancellation);
        var late = await AskAsync(other, 2, (Team, 10, 8, 8));

        denied.IsGranted.ShouldBeFalse();
        denied.Items[0].Dead.ShouldBe(Usd(8));
        late.IsGranted.ShouldBeFalse();
        late.Items[0].State.ShouldBeNull("its lease has ended");
        (await AskAsync(Own, 2, (Team, 10, 10, 10))).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_lease_that_is_open_is_read_again()
    {
        await OpenAsync(User, Own);
        await AskAsync(Own, 7, (User, 10, 2, 2));

        (await Leases.OpenAsync(User, Own, Cancellation)).ShouldBe(new LeaseState(Usd(2), NanoUsd.Zero, 7));
    }

    [Fact]
    public async Task Concurrent_requests_of_many_nodes_never_exceed_the_limit()
    {
        var nodes = Enumerable.Range(0, 8).Select(static _ => LeaseNode.New()).ToArray();
        await OpenAsync(Team, nodes);

        var replies = await Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(1, 5).Select(async number =>
            (Node: node, Reply: await AskAsync(node, number, (Team, 10, number, number))))));

        var leased = nodes.Sum(node => replies.Where(one => one.Node == node).MaxBy(static one => one.Reply.Items[0].State!.Value.Sequence).Reply
            .Items[0].State!.Value.Leased.Usd);
        leased.ShouldBeInRange(6, 10);
    }

    private async Task OpenAsync(AllowanceId id, params LeaseNode[] nodes)
    {
        foreach (var node in nodes) (await Leases.OpenAsync(id, node, Cancellation)).ShouldBe(default);
    }

    private Task<LeaseReply> AskAsync(LeaseNode node, long sequence, params (AllowanceId Id, decimal Limit, decimal Minimum, decimal Wanted)[] items) =>
        Leases.ExchangeAsync(
            new LeaseRequest(
                items[0].Id.Team, sequence, [.. items.Select(static item => new LeaseItem(item.Id, Usd(item.Limit), Usd(item.Minimum), Usd(item.Wanted)))]),
            node,
            Cancellation);

    private static NanoUsd Usd(decimal amount) => NanoUsd.FromUsd(amount);
}

public sealed class LeaseStoreOnSqlite(SqliteStore store) : LeaseStoreContract(store), IClassFixture<SqliteStore>;

public sealed class LeaseStoreOnPostgres(PostgresStore store) : LeaseStoreContract(store), IClassFixture<PostgresStore>;
