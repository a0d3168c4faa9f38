using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>What a team reports about its sessions changes which model carries its next ones, and only its own.</summary>
public sealed class TeamMeasurementsTests : IAsyncLifetime
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
        upstream.Always(new RepairWire("openai-chat").Answer("bash", """{"command":"ls"}""", stream: false));
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl)
            .Model(Baseline, ["alpha:baseline"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, priors: Prior(0.70))
            .Model(Equal, ["alpha:equal"], "mid", 0.7, input: 0.6m, cacheRead: 0.06m, output: 3, priors: Prior(0.74)));
        team = await portal.SignUpAsync();
        caller = await SwitchOnAsync(team);
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_reported_session_of_one_model_is_a_result_of_it()
    {
        (await AskAsync(caller, "done"))["x-jusinfer-model"].ShouldBe(Equal);
        (await team.Api.PostAsync("/v1/feedback", new { session = "done", ok = true })).ShouldBe(204);

        var own = (await team.Api.GetAsync("/v1/tenant/priors")).Json.GetProperty("data").EnumerateArray().First();

        own.GetProperty("model").GetString().ShouldBe(Equal);
        own.GetProperty("domain").GetString().ShouldBe("fix/python");
        own.GetProperty("tasks").GetInt32().ShouldBe(1);
        own.GetProperty("resolve_rate").GetDouble().ShouldBe(1);
        own.GetProperty("source").GetString().ShouldBe("own");
        var others = (await (await portal.SignUpAsync()).Api.GetAsync("/v1/tenant/priors")).Json.GetProperty("data").EnumerateArray().ToArray();
        others.Select(static prior => prior.GetProperty("source").GetString()).Distinct().ShouldBe(["https://example.com/results"]);
    }

    [Fact]
    public async Task A_long_session_counts()
    {
        const int Calls = 210;
        for (var i = 0; i < Calls; i++) await AskAsync(caller, "long", $"part {i}");
        await team.RecordsAsync(caller, Calls);

        (await team.Api.PostAsync("/v1/feedback", new { session = "long", ok = true })).ShouldBe(204);

        (await team.Api.GetAsync("/v1/tenant/priors")).Json.GetProperty("data")[0].GetProperty("source").GetString().ShouldBe("own");
    }

    [Fact]
    public async Task Own_results_decide_until_an_owner_resets_them_and_not_for_another_team()
    {
        var stranger = await SwitchOnAsync(await portal.SignUpAsync());
        (await AskAsync(caller, "before"))["x-jusinfer-model"].ShouldBe(Equal);
        await ReportAsync(Baseline, completed: 72, failed: 28);
        await ReportAsync(Equal, completed: 40, failed: 60);

        var decided = await AskAsync(caller, "after");
        var strangers = await AskAsync(stranger, "after");
        (await team.Api.DeleteAsync("/v1/tenant/priors")).ShouldBe(204);
        var reset = await AskAsync(caller, "reset");

        decided["x-jusinfer-model"].ShouldBe(Baseline);
        strangers["x-jusinfer-model"].ShouldBe(Equal);
        reset["x-jusinfer-model"].ShouldBe(Equal);
        (await team.Api.GetAsync("/v1/tenant/priors")).Json.GetProperty("data").EnumerateArray().ShouldAllBe(static prior => prior.GetProperty("source").GetString() != "own");
    }

    [Fact]
    public async Task The_explanation_says_that_own_results_decided()
    {
        await ReportAsync(Baseline, completed: 60, failed: 40);
        await ReportAsync(Equal, completed: 90, failed: 10);

        var answer = await AskAsync(caller, "own");

        answer["x-jusinfer-model"].ShouldBe(Equal);
        answer["x-jusinfer-route-explanation"]!.ShouldContain("(own)");
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("explanation").GetString()!.ShouldContain("(own)");
    }

    private static async Task<Caller> SwitchOnAsync(PortalTeam team)
    {
        (await team.Api.PatchAsync("/v1/tenant", new { routing = new { session_model = true, session_percent = 100 } })).ShouldBe(200);
        return await team.MintAsync();
    }

    private static async Task<GatewayAnswer> AskAsync(Caller caller, string session, string? task = null)
    {
        var answer = await caller.AskAsync(new RepairWire("openai-chat").Request(task ?? session, stream: false), ("X-JusInfer-Session", session));
        answer.ShouldBe(200);
        return answer;
    }

    /// <summary>Stores reports as those of sessions, and then one through the API, after which calls read them.</summary>
    private async Task ReportAsync(string model, int completed, int failed)
    {
        var store = portal.Services.GetRequiredService<IFeedbackStore>();
        var teamId = TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), null);
        for (var i = 0; i < completed + failed; i++)
        {
            await store.SaveAsync(
                new FeedbackReport
                {
                    TeamId = teamId,
                    Subject = FeedbackSubject.Session,
                    SubjectId = $"{model}-{i}",
                    Reporter = "harness",
                    Ok = i < completed,
                    At = DateTimeOffset.UtcNow.AddMinutes(-1),
                    RunId = $"{model}-{i}",
                    Model = model,
                    Domain = "fix/python",
                    InputTokens = 50_000,
                    CacheReadTokens = 750_000,
                    OutputTokens = 15_000,
                },
                TestContext.Current.CancellationToken);
        }

        portal.Services.GetRequiredService<TeamMeasurements>().Expire(teamId);
    }

    private static string Prior(double resolve) => $$"""
        [{"domain":"fix/python","harness":"agent","resolve":{{resolve.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"n":400,"input":50000,"cacheRead":750000,"output":15000,"source":"https://example.com/results","date":"2026-10-01"}]
        """;
}
