using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;

namespace JusInfer.Portal.Tests.Cluster.Takeover;

public sealed class NodeDifferencesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Equal_nodes_have_none() => Find(Node("a"), Node("b")).ShouldBeEmpty();

    [Fact]
    public void Catalogs_and_releases_that_differ_are_named_with_their_nodes()
    {
        var found = Find(Node("a"), Node("b") with { Description = Node("b").Description with { Catalog = "77", Release = "2.0" } }, Node("c"));

        found.Length.ShouldBe(2);
        found[0].ShouldStartWith("The nodes have different catalogs: 1 on a, c; 77 on b.");
        found[1].ShouldStartWith("The nodes have different releases: 1.0 on a, c; 2.0 on b.");
    }

    [Theory]
    [InlineData(3.24, "The clock of b is 3.2 s ahead of the database's.")]
    [InlineData(-7200, "The clock of b is 7200.0 s behind the database's.")]
    public void A_clock_that_is_wrong_is_named(double seconds, string expected) =>
        Find(Node("a"), Node("b") with { ClockOffset = TimeSpan.FromSeconds(seconds) }).ShouldHaveSingleItem().ShouldStartWith(expected);

    [Fact]
    public void A_node_that_is_gone_differs_from_none() =>
        Find(Node("a"), Node("b") with { SeenAt = Now.AddMinutes(-2), Description = Node("b").Description with { Catalog = "77" } }).ShouldBeEmpty();

    private static string[] Find(params NodeState[] nodes) => [.. NodeDifferences.Find(new NodeList(Now, [.. nodes]))];

    internal static NodeState Node(string host) => new()
    {
        Description = new NodeDescription { Node = LeaseNode.New(), Host = host, Journal = "/journal", Release = "1.0", Catalog = "1", CopiesIntents = true },
        StartedAt = Now.AddHours(-1),
        SeenAt = Now,
        ClockOffset = TimeSpan.FromMilliseconds(20),
        IsEnded = false,
        Leased = NanoUsd.Zero,
        OpenCalls = 0,
    };
}
