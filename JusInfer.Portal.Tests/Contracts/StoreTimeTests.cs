using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Portal.Tests.Contracts;

/// <summary>Nodes with wrong clocks on one PostgreSQL database.</summary>
[Slow]
public sealed class StoreTimeTests(PostgresStore store) : StoreContract(store), IClassFixture<PostgresStore>
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(8)]
    [InlineData(-8)]
    public async Task A_node_uses_the_time_of_the_database_and_tells_how_far_its_clock_is_off(int days)
    {
        var machine = new ShiftedTime { By = TimeSpan.FromDays(days) };
        await using var node = new StoreNode(Store.Options, machine: machine);
        var self = await AddAsync(node);

        AheadOf(node).Duration().ShouldBeLessThan(Slow);
        (await node.Get<INodeStore>().ReportAsync(self.Node, Cancellation)).ShouldBeTrue();
        var offset = (await node.Get<INodeStore>().ListAsync(Cancellation)).Nodes.Single(one => one.Node == self.Node).ClockOffset;
        (offset - machine.By).Duration().ShouldBeLessThan(Slow);
    }

    [Fact]
    public async Task A_clock_that_is_set_while_the_node_runs_changes_nothing()
    {
        var machine = new ShiftedTime();
        await using var node = new StoreNode(Store.Options, machine: machine);
        await AddAsync(node);

        machine.By = TimeSpan.FromDays(40);
        AheadOf(node).Duration().ShouldBeLessThan(Slow);
        machine.By = TimeSpan.FromDays(-40);
        AheadOf(node).Duration().ShouldBeLessThan(Slow);
    }

    [Fact]
    public async Task Below_two_seconds_the_clock_of_the_machine_counts()
    {
        var machine = new ShiftedTime { By = TimeSpan.FromSeconds(1) };
        await using var node = new StoreNode(Store.Options, machine: machine);
        await AddAsync(node);

        AheadOf(node).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Theory]
    [InlineData(-31)]
    [InlineData(31)]
    public async Task A_process_that_has_not_compared_its_wrong_clock_signs_with_the_keys_of_the_others(int days)
    {
        var clock = new ShiftedTime { By = TimeSpan.FromDays(days) };
        await using var node = new StoreNode(Store.Options, clock);
        await using (var context = Node.OpenContext()) await context.SigningKeys.ExecuteDeleteAsync(Cancellation);
        var protection = new EphemeralDataProtectionProvider();
        using var wrong = NewRing(node, clock);

        var first = await wrong.CurrentAsync(Cancellation);
        using (var right = NewRing(Node, TimeProvider.System)) (await right.CurrentAsync(Cancellation)).KeyId.ShouldBe(first.KeyId);
        var second = await wrong.ReplaceAsync(Cancellation);
        using (var right = NewRing(Node, TimeProvider.System)) (await right.CurrentAsync(Cancellation)).KeyId.ShouldBe(second);

        SigningKeyRing NewRing(StoreNode of, TimeProvider time) =>
            new(of.SigningKeys, protection, time, NullLogger<SigningKeyRing>.Instance);
    }

    private static TimeSpan AheadOf(StoreNode node)
    {
        var before = TimeProvider.System.GetUtcNow();
        return node.Get<TimeProvider>().GetUtcNow() - before;
    }

    private static async Task<NodeDescription> AddAsync(StoreNode node)
    {
        var self = new NodeDescription
        {
            Node = LeaseNode.New(),
            Host = "host",
            Journal = "/journal",
            Release = "1.0",
            Catalog = "1",
            CopiesIntents = true,
        };
        await node.Get<INodeStore>().AddAsync(self, Cancellation);
        return self;
    }
}
