using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Cluster.Takeover;

public sealed class NodeSilenceTests
{
    private readonly ManualTime time = new();
    private readonly NodeState node = NodeDifferencesTests.Node("a");

    [Fact]
    public void A_node_is_dead_when_it_has_not_reported_for_a_minute()
    {
        var silence = new NodeSilence(time);

        silence.FindDead([node]).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(59));
        silence.FindDead([node]).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(1));
        silence.FindDead([node]).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_report_begins_a_new_minute()
    {
        var silence = new NodeSilence(time);
        silence.FindDead([node]);
        time.Advance(TimeSpan.FromSeconds(50));
        silence.FindDead([node with { SeenAt = node.SeenAt.AddSeconds(10) }]).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(50));
        silence.FindDead([node with { SeenAt = node.SeenAt.AddSeconds(10) }]).ShouldBeEmpty();
    }

    [Fact]
    public void A_clock_of_the_database_that_jumps_makes_no_node_look_dead() =>
        new NodeSilence(time).FindDead([node with { SeenAt = node.SeenAt.AddDays(-3) }]).ShouldBeEmpty();

    [Fact]
    public void A_node_that_another_one_has_begun_to_take_over_is_dead_at_once() =>
        new NodeSilence(time).FindDead([node with { IsEnded = true }]).ShouldHaveSingleItem();
}
