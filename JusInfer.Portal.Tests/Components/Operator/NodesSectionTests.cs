using Bunit;
using JusInfer.Portal.Cluster;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Components.Shared.Kit;
using JusInfer.Portal.Tests.Admission.Leases.Simulation;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Operator;

public sealed class NodesSectionTests : PanelTestContext
{
    private readonly INodeStore nodes = Substitute.For<INodeStore>();
    private readonly ChangePolling polling = new();

    public NodesSectionTests()
    {
        OperatorStore.First = Team.Owner.UserId;
        var intents = Substitute.For<IIntentStore>();
        intents.ReadAsync(Arg.Any<LeaseNode>(), Arg.Any<CancellationToken>()).Returns([]);
        var damaged = new DamagedJournals(new JournalOptions { Path = "" });
        var takeover = new NodeTakeover(
            nodes, intents, Substitute.For<IUsageStore>(), Sim.Prices, damaged, NullLogger<NodeTakeover>.Instance);
        Services.AddSingleton(nodes).AddSingleton(polling).AddSingleton(new NodeWriteOff(nodes, takeover, AllOperators.Instance));
    }

    [Fact]
    public void Without_a_shared_database_there_is_nothing_to_see()
    {
        Show();
        RenderSection().Markup.Trim().ShouldBeEmpty();
    }

    [Fact]
    public void Nodes_are_listed_with_what_differs_between_them()
    {
        Show(Node("a"), Node("b", catalog: "77"));

        var section = RenderSection();

        section.FindAll("tbody tr").Count.ShouldBe(2);
        section.Find(".mud-alert-outlined-warning").TextContent.ShouldContain("different catalogs: 1 on a; 77 on b");
        section.FindAll("button").ShouldBeEmpty();
        section.Find("p.muted").TextContent.ShouldContain($"are those of the node that shows it, on {Environment.MachineName}.");
        section.Find("tbody th .narrow").TextContent.ShouldStartWith("1.0, running since ");
    }

    [Fact]
    public void A_node_that_hears_no_changes_of_others_says_so()
    {
        polling.IsOn = true;
        Show(Node("a"));

        RenderSection().Find(".mud-alert-outlined-warning").TextContent.ShouldContain("behind PgBouncer in transaction mode");
    }

    [Fact]
    public void A_single_node_is_not_told_from_others()
    {
        Show(Node("a"));

        RenderSection().FindAll("p.muted").Count.ShouldBe(1);
    }

    [Fact]
    public void Nodes_that_cannot_be_read_again_stay_and_the_page_says_so_until_they_can()
    {
        Show(Node("a"));
        var (page, section) = (Render<DialogHost>(), RenderSection());
        nodes.ListAsync(Arg.Any<CancellationToken>()).Returns(Task.FromException<NodeList>(new IOException("The store is down.")));

        Time.Advance(TimeSpan.FromSeconds(10));
        Time.Advance(TimeSpan.FromSeconds(1));

        page.WaitForAssertion(() => page.Find(".mud-alert").TextContent.ShouldContain("could not be updated"));
        section.FindAll("tbody tr").Count.ShouldBe(1);
        Show(Node("a"), Node("b"));
        Time.Advance(TimeSpan.FromSeconds(6));
        Time.Advance(TimeSpan.FromSeconds(1));
        section.WaitForAssertion(() => section.FindAll("tbody tr").Count.ShouldBe(2));
        page.WaitForAssertion(() => page.FindAll(".mud-alert").ShouldBeEmpty());
    }

    [Fact]
    public async Task A_section_that_was_left_while_it_loaded_never_reads_again()
    {
        var loading = new TaskCompletionSource<NodeList>();
        nodes.ListAsync(Arg.Any<CancellationToken>()).Returns(loading.Task);
        RenderSection();

        await DisposeComponentsAsync();
        loading.SetResult(new NodeList(Time.GetUtcNow(), [Node("a")]));
        Time.Advance(TimeSpan.FromSeconds(30));

        await nodes.Received(1).ListAsync(Arg.Any<CancellationToken>());
    }

    [Fact]
    public void A_node_that_is_silent_for_a_few_hours_reserves_money_and_the_operator_is_not_asked_yet()
    {
        Show(Node("a"), Node("b", silentFor: TimeSpan.FromHours(3), leased: 1.2m));

        var section = RenderSection();

        section.FindAll("tbody tr")[1].TextContent.ShouldContain("silent");
        section.FindAll("tbody tr")[1].TextContent.ShouldContain("1.20");
        section.FindAll("button").ShouldBeEmpty();
    }

    [Fact]
    public void After_a_day_the_operator_can_write_it_off()
    {
        Show(Node("a"), Node("b", silentFor: TimeSpan.FromHours(25), leased: 1.2m));

        var section = RenderSection();

        section.Find("button[aria-label='Write off the node on b']").TextContent.ShouldBe("Write off");
        section.Find(".mud-alert-outlined-error").TextContent.ShouldContain("/journal");
        section.Find(".mud-alert-outlined-error").TextContent.ShouldContain("1.20");
    }

    [Fact]
    public async Task A_node_that_is_back_meanwhile_is_not_written_off_and_the_dialog_says_why()
    {
        var lost = Node("b", silentFor: TimeSpan.FromHours(25), leased: 1.2m);
        Show(lost);
        var dialogs = Render<DialogHost>();
        RenderSection().Find("button[aria-label='Write off the node on b']").Click(); // Ends when the dialog is closed.
        dialogs.WaitForElement("[role=dialog]").TextContent.ShouldContain("1.20 USD can be used again.");
        Show(lost with { SeenAt = Time.GetUtcNow() });

        dialogs.Find("[role=dialog] form").Submit();

        dialogs.WaitForAssertion(() => dialogs.Find("[role=dialog] [role=alert]").TextContent.ShouldStartWith("The node is running."));
        await nodes.DidNotReceiveWithAnyArgs().RemoveAsync(default!, default);
    }

    private IRenderedComponent<NodesSection> RenderSection() => Render<NodesSection>();

    private void Show(params NodeState[] known) => nodes.ListAsync(Arg.Any<CancellationToken>()).Returns(new NodeList(Time.GetUtcNow(), [.. known]));

    private NodeState Node(string host, string catalog = "1", TimeSpan silentFor = default, decimal leased = 0) => new()
    {
        Description = new NodeDescription { Node = LeaseNode.New(), Host = host, Journal = "/journal", Release = "1.0+abc", Catalog = catalog, CopiesIntents = false },
        StartedAt = Time.GetUtcNow().AddDays(-9),
        SeenAt = Time.GetUtcNow() - silentFor,
        ClockOffset = TimeSpan.Zero,
        IsEnded = false,
        Leased = NanoUsd.FromUsd(leased),
        OpenCalls = 0,
    };
}
