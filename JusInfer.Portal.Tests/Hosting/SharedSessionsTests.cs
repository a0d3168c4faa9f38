using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Tests.Gateway.Routing;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>A session that a cheaper model has given back stays with the baseline, also on another node and after a restart.</summary>
[Trait("Promise", "P-13")]
public sealed class SharedSessionsTests(PostgresCluster cluster) : IAsyncLifetime
{
    private const string Baseline = "test/baseline";
    private const string Equal = "test/equal";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-sessions-");
    private ScriptedUpstream upstream = null!;
    private TestCatalog catalog = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(new RepairWire("openai-chat").Answer("bash", """{"command":"ls"}""", stream: false));
        catalog = new TestCatalog()
            .Provider("alpha", upstream.BaseUrl)
            .Model(Baseline, ["alpha:baseline"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, priors: Prior(0.70))
            .Model(Equal, ["alpha:equal"], "mid", 0.7, input: 0.6m, cacheRead: 0.06m, output: 3, priors: Prior(0.74));
    }

    public async ValueTask DisposeAsync()
    {
        await upstream.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    [Slow]
    public async Task Another_node_on_PostgreSQL_continues_the_session()
    {
        if (!cluster.IsInstalled) Assert.Skip(PostgresCluster.NotInstalled);
        var store = ("ConnectionStrings:Store", await cluster.NewDatabaseAsync());
        await using var nodeA = await PortalHost.StartAsync(catalog, store);
        await using var nodeB = await PortalHost.StartAsync(catalog, store);
        var caller = await SignUpAsync(nodeA);

        await GiveBackAsync(caller);
        await nodeA.Services.GetRequiredService<PromptSessions>().StoreAsync(TestContext.Current.CancellationToken);

        (await AskAsync(caller.At(nodeB.Http), "session", Working))["x-jusinfer-model"].ShouldBe(Baseline);
        (await AskAsync(caller.At(nodeB.Http), "unknown", Working))["x-jusinfer-model"].ShouldBe(Equal);
    }

    [Fact]
    public async Task A_restarted_process_continues_the_session()
    {
        var settings = ("Store:Path", Path.Combine(folder.FullName, "data"));
        Caller caller;
        await using (var before = await PortalHost.StartAsync(catalog, settings))
        {
            caller = await SignUpAsync(before);
            await GiveBackAsync(caller);
        }

        await using var after = await PortalHost.StartAsync(catalog, settings);

        (await AskAsync(caller.At(after.Http), "session", Working))["x-jusinfer-model"].ShouldBe(Baseline);
        (await AskAsync(caller.At(after.Http), "unknown", Working))["x-jusinfer-model"].ShouldBe(Equal);
    }

    private static (string Command, string Result)[] Working => [("ls", "parser.py"), ("make", "ok"), ("cat parser.py", "def parse(): pass")];

    private static async Task<Caller> SignUpAsync(PortalHost node)
    {
        var team = await node.SignUpAsync();
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { session_model = true, session_percent = 100 } })).ShouldBe(200);
        return await team.MintAsync();
    }

    /// <summary>The session begins on the cheaper model, and its agent gets into trouble.</summary>
    private static async Task GiveBackAsync(Caller caller)
    {
        (await AskAsync(caller, "session"))["x-jusinfer-model"].ShouldBe(Equal);
        (await AskAsync(caller, "session", ("make", "error: no rule"), ("make", "error: no rule")))["x-jusinfer-route"].ShouldBe("auto:escalated");
    }

    private static async Task<GatewayAnswer> AskAsync(Caller caller, string session, params (string Command, string Result)[] steps)
    {
        var messages = string.Concat(steps.Select(static (step, i) => $$$"""
            ,{"role":"assistant","content":null,"tool_calls":[{"id":"c{{{i}}}","type":"function","function":{"name":"bash","arguments":"{\"command\":\"{{{step.Command}}}\"}"}}]},{"role":"tool","tool_call_id":"c{{{i}}}","content":"{{{step.Result}}}"}
            """));
        var answer = await caller.AskAsync(new RepairWire("openai-chat").Request("sessions", stream: false)[..^2] + messages + "]}", ("X-JusInfer-Session", session));
        answer.ShouldBe(200);
        return answer;
    }

    private static string Prior(double resolve) => $$"""
        [{"domain":"fix/python","harness":"agent","resolve":{{resolve.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"n":400,"input":50000,"cacheRead":750000,"output":15000,"source":"https://example.com/results","date":"2026-10-01"}]
        """;
}
