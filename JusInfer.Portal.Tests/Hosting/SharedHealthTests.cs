using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>Two nodes on one PostgreSQL database: a node needs one failure to stop calling an endpoint of which another node has seen five.</summary>
[Trait("Promise", "P-16")]
[Slow]
public sealed class SharedHealthTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Model = "test/model";

    private ScriptedUpstream alpha = null!;
    private ScriptedUpstream beta = null!;
    private PortalHost nodeA = null!;
    private PortalHost nodeB = null!;

    public async ValueTask InitializeAsync()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        (alpha, beta) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());

        // A colon is common in names of models, and separates the fields of a hint.
        var catalog = new TestCatalog().Provider("alpha", alpha.BaseUrl).Provider("beta", beta.BaseUrl).Model(Model, ["alpha:qwen3:8b", "beta:model"]);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        nodeA = await PortalHost.StartAsync(catalog, store);
        nodeB = await PortalHost.StartAsync(catalog, store);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in (PortalHost?[])[nodeB, nodeA])
        {
            if (node is not null) await node.DisposeAsync();
        }

        foreach (var upstream in (ScriptedUpstream?[])[alpha, beta])
        {
            if (upstream is not null) await upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_breaker_that_opens_or_closes_on_one_node_is_a_hint_for_the_others()
    {
        var caller = await (await nodeA.SignUpAsync()).MintAsync();
        var callerOnB = caller.At(nodeB.Http);
        (await callerOnB.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        alpha.Always(Replies.Error(502));

        var opened = HintAsync();
        for (var call = 0; call < 5; call++) (await caller.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        alpha.Requests.Count.ShouldBe(5);
        (await opened).ShouldBe(new BreakerChanged("alpha", "qwen3:8b", IsOpen: true, IsForeign: true));
        StateOn(nodeB).ShouldBe(CircuitBreakerState.Closed);

        for (var call = 0; call < 3; call++) (await callerOnB.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        alpha.Requests.Count.ShouldBe(6);
        StateOn(nodeB).ShouldBe(CircuitBreakerState.Open);

        alpha.Always(Replies.Json(ChatSse.Completion("hello")));
        var closed = HintAsync();
        HealthOn(nodeA).Reset();
        (await closed).IsOpen.ShouldBeFalse();
        (await callerOnB.AskAsync(Caller.Asking(Model))).ShouldBe(200);
        alpha.Requests.Count.ShouldBe(1);
        StateOn(nodeB).ShouldBe(CircuitBreakerState.Closed);
    }

    /// <summary>The next hint that node B receives.</summary>
    private async Task<BreakerChanged> HintAsync()
    {
        var received = new TaskCompletionSource<BreakerChanged>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = nodeB.Services.GetRequiredService<Signal<BreakerChanged>>().Subscribe(change =>
        {
            if (change.IsForeign) received.TrySetResult(change);
        });
        return await received.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static CircuitBreakerState StateOn(PortalHost node) => HealthOn(node).Snapshot.State;

    private static EndpointHealth HealthOn(PortalHost node)
    {
        var model = node.Services.GetRequiredService<CatalogSnapshot>().Models.Single(static model => model.Id == Model);
        return node.Services.GetRequiredService<EndpointHealthRegistry>().Get(model.Endpoints[0]);
    }
}
