using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>A cheaper model answers whole sessions where the team allows it and measured results support it.</summary>
public sealed class SessionModelRoutingTests : IAsyncLifetime
{
    private const string Baseline = "test/baseline";
    private const string Equal = "test/equal";

    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl)
            .Model(Baseline, ["alpha:baseline"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, priors: Prior(0.70))
            .Model(Equal, ["alpha:equal"], "mid", 0.7, input: 0.6m, cacheRead: 0.06m, output: 3, priors: Prior(0.74)));
        team = await portal.SignUpAsync();
        caller = await team.MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_switch_the_baseline_answers() => (await AskAsync("off"))["x-jusinfer-model"].ShouldBe(Baseline);

    [Fact]
    public async Task The_model_is_chosen_at_the_first_turn_and_kept_until_the_agent_is_in_trouble()
    {
        await SwitchOnAsync(new { session_model = true, session_percent = 100 });

        var first = await AskAsync("kept");
        var second = await AskAsync("kept", Step(1, "ls", "parser.py"));
        var trouble = await AskAsync("kept", Step(1, "ls", "parser.py"), Step(2, "make", "error: no rule"), Step(3, "make", "error: no rule"));
        var after = await AskAsync("kept", Step(1, "ls", "parser.py"), Step(2, "make", "error: no rule"), Step(3, "make", "error: no rule"), Step(4, "cat parser.py", "def parse(): pass"));

        foreach (var answer in (GatewayAnswer[])[first, second])
        {
            answer["x-jusinfer-model"].ShouldBe(Equal);
            answer["x-jusinfer-route"].ShouldBe("session:prior");
        }

        first["x-jusinfer-route-explanation"]!.ShouldContain("test/equal 74.0 % of 400 tasks");
        (trouble["x-jusinfer-model"], trouble["x-jusinfer-route"]).ShouldBe((Baseline, "auto:escalated"));
        after["x-jusinfer-model"].ShouldBe(Baseline);
        var routing = (await team.ReceiptAsync(second.RequestId)).GetProperty("routing");
        routing.GetProperty("baseline").GetString().ShouldBe(Baseline);
        routing.GetProperty("saved_usd").GetDecimal().ShouldBeGreaterThan(0);
        (await team.ReceiptAsync(trouble.RequestId)).GetProperty("routing").GetProperty("trouble").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task The_switch_applies_to_its_share_and_never_to_the_control_group()
    {
        await SwitchOnAsync(new { session_model = true, session_percent = 50, control_percent = 50 });
        var routes = new List<string>();

        for (var i = 0; i < 40; i++)
        {
            var answer = await AskAsync($"share-{i}");
            routes.Add(answer["x-jusinfer-route"]!);
            answer["x-jusinfer-model"].ShouldBe(routes[^1] == "session:prior" ? Equal : Baseline);
        }

        routes.Distinct().Order(StringComparer.Ordinal).ShouldBe(["auto:baseline", "auto:control", "session:prior"]);
        routes.Count(static route => route == "auto:control").ShouldBeInRange(8, 32);
    }

    private async Task SwitchOnAsync(object routing) => (await team.Api.PatchAsync("/v1/tenant", new { routing })).ShouldBe(200);

    private async Task<GatewayAnswer> AskAsync(string session, params string[] steps)
    {
        upstream.Script(Replies.Json(ChatSse.Completion("ok", """{"prompt_tokens":8000,"completion_tokens":5,"total_tokens":8005,"prompt_tokens_details":{"cached_tokens":7900}}""")));
        var answer = await caller.AskAsync(
            $$$$"""
            {"model":"auto","tools":[{"type":"function","function":{"name":"bash","parameters":{}}}],"messages":[{"role":"system","content":"You are a coding agent."},
             {"role":"user","content":"Fix the bug in parser.py of {{{{session}}}}."}{{{{string.Concat(steps)}}}}]}
            """,
            ("X-JusInfer-Session", session));
        answer.ShouldBe(200);
        return answer;
    }

    private static string Step(int number, string command, string result) => $$$$"""
        ,{"role":"assistant","content":null,"tool_calls":[{"id":"{{{{number}}}}","type":"function","function":{"name":"bash","arguments":"{\"command\":\"{{{{command}}}}\"}"}}]},
        {"role":"tool","tool_call_id":"{{{{number}}}}","content":"{{{{result}}}}"}
        """;

    private static string Prior(double resolve) => $$"""
        [{"domain":"fix/python","harness":"agent","resolve":{{resolve.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"n":400,"input":50000,"cacheRead":750000,"output":15000,"source":"https://example.com/results","date":"2026-10-01"}]
        """;
}
