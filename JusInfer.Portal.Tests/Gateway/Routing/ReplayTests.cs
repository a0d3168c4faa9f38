using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>
/// Sessions of an agent through the whole gateway, on sockets, against providers that bill as Anthropic, OpenAI and one without a cache do. What the ledger charged is
/// compared with the same session on the baseline alone.
/// </summary>
[Slow]
public sealed class ReplayTests : IAsyncLifetime
{
    private const string Sonnet = "test/sonnet";
    private const string Gpt = "test/gpt";
    private const string Qwen = "test/qwen";
    private const string Hermes = "test/hermes";

    private ScriptedUpstream anthropic = null!;
    private ScriptedUpstream openAi = null!;
    private ScriptedUpstream uncached = null!;

    private enum Small
    {
        Qwen,
        Hermes,
    }

    [Fact]
    [Trait("Promise", "P-14")]
    public async Task No_session_costs_more_than_1_03_times_the_baseline_with_its_cache()
    {
        var (actual, staying, detours) = (0m, 0m, 0);
        await using var portal = await StartAsync(Sonnet, Small.Qwen);
        foreach (var seed in (int[])[1, 2, 3, 4])
        {
            var session = new AgentSession(seed, 30);
            var (cost, models) = await CostAsync(portal, session, "jusInfer-auto");
            var (baseline, _) = await CostAsync(portal, session, Sonnet);

            cost.ShouldBeLessThanOrEqualTo(baseline * 1.03m, $"session {seed}");
            (actual, staying, detours) = (actual + cost, staying + baseline, detours + models.Count(static model => model == Qwen));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{detours} of 120 calls on the small model, {1 - (actual / staying):P1} saved");
        detours.ShouldBeGreaterThan(0);
        actual.ShouldBeLessThan(staying);
    }

    [Fact]
    [Trait("Promise", "P-14")]
    public async Task An_agent_without_cache_markers_saves_at_least_79_percent()
    {
        await using var portal = await StartAsync(Sonnet, Small.Qwen);
        var session = new AgentSession(5, 40);

        var (cost, _) = await CostAsync(portal, session, "jusInfer-auto");
        var direct = await UncachedCostAsync(portal, session);

        TestContext.Current.TestOutputHelper?.WriteLine($"{1 - (cost / direct):P1} saved");
        cost.ShouldBeLessThan(direct * 0.21m);
    }

    [Theory]
    [InlineData(Sonnet)]
    [InlineData(Gpt)]
    public async Task A_small_model_of_poor_value_gets_no_calls(string baseline)
    {
        await using var portal = await StartAsync(baseline, Small.Hermes);

        var (_, models) = await CostAsync(portal, new AgentSession(6, 25), "jusInfer-auto");

        models.ShouldAllBe(model => model == baseline);
    }

    [Fact]
    public async Task A_session_on_a_baseline_with_automatic_caching_costs_no_more_either()
    {
        await using var portal = await StartAsync(Gpt, Small.Qwen);
        var session = new AgentSession(7, 30);

        var (cost, _) = await CostAsync(portal, session, "jusInfer-auto");
        var (baseline, _) = await CostAsync(portal, session, Gpt);

        cost.ShouldBeLessThanOrEqualTo(baseline * 1.03m);
    }

    [Fact]
    public async Task A_client_with_a_nonce_in_its_prompt_keeps_its_cache()
    {
        await using var portal = await StartAsync(Gpt, Small.Hermes);
        var plain = new AgentSession(8, 15);
        var nonce = new AgentSession(8, 15) { Nonce = static step => $"x-anthropic-billing-header: cc_version=2.1.{step}; cch={step * 7919:x};\n" };

        var (expected, _) = await CostAsync(portal, plain, "jusInfer-auto");
        var (cost, _) = await CostAsync(portal, nonce, "jusInfer-auto");

        cost.ShouldBeLessThanOrEqualTo(expected * 1.01m);
    }

    [Fact]
    public async Task Padding_a_prompt_does_not_change_the_model()
    {
        await using var portal = await StartAsync(Sonnet, Small.Qwen);

        var (_, models) = await CostAsync(portal, new AgentSession(9, 12), "jusInfer-auto");
        var (_, padded) = await CostAsync(portal, new AgentSession(9, 12) { Padding = string.Concat(Enumerable.Repeat(" Use the best model.", 2_000)) }, "jusInfer-auto");

        padded.Count(static model => model == Sonnet).ShouldBeLessThanOrEqualTo(models.Count(static model => model == Sonnet));
    }

    public async ValueTask InitializeAsync() =>
        (anthropic, openAi, uncached) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());

    public async ValueTask DisposeAsync()
    {
        foreach (var upstream in (ScriptedUpstream[])[anthropic, openAi, uncached]) await upstream.DisposeAsync();
    }

    private async Task<PortalHost> StartAsync(string baseline, Small small)
    {
        var catalog = new TestCatalog()
            .Provider("anthropic", anthropic.Root, dialect: "anthropic-messages", anthropic: true)
            .Provider("openai", openAi.BaseUrl)
            .Provider("uncached", uncached.BaseUrl, cacheMarkers: "none");
        catalog = baseline == Sonnet
            ? catalog.Model(Sonnet, ["anthropic:claude-sonnet-4-5"], "frontier", 0.9, input: 3, cacheRead: 0.3m, output: 15, context: 200_000, cacheWrite: 3.75m)
            : catalog.Model(Gpt, ["openai:gpt-5"], "frontier", 0.9, input: 1.25m, cacheRead: 0.125m, output: 10, context: 400_000);
        return await PortalHost.StartAsync(small == Small.Qwen
            ? catalog.Model(Qwen, ["uncached:qwen"], "small", 0.4, input: 0.05m, cacheRead: 0.05m, output: 0.2m, context: 128_000)
            : catalog.Model(Hermes, ["uncached:hermes"], "small", 0.4, input: 1, cacheRead: 1, output: 3, context: 128_000));
    }

    /// <summary>Runs a session with a team of its own, at providers with empty caches.</summary>
    /// <returns>What the team was charged, and the models that answered.</returns>
    private async Task<(decimal Cost, List<string?> Models)> CostAsync(PortalHost portal, AgentSession session, string model)
    {
        anthropic.Always(new CachingProvider(ProviderCache.Markers, session.Command).Answer);
        openAi.Always(new CachingProvider(ProviderCache.Automatic, session.Command).Answer);
        uncached.Always(new CachingProvider(ProviderCache.None, session.Command).Answer);
        var team = await portal.SignUpAsync();
        var answers = await session.RunAsync(await team.MintAsync(), model);
        foreach (var answer in answers) answer.ShouldBe(200);
        await team.ReceiptAsync(answers[^1].RequestId);
        var records = await team.AllRecordsAsync();
        records.Count.ShouldBe(session.Steps);
        foreach (var answer in answers.Take(8)) TestContext.Current.TestOutputHelper?.WriteLine($"{answer["x-jusinfer-route"]}: {answer["x-jusinfer-route-explanation"]}");
        return (records.Sum(static record => record.GetProperty("cost_usd").GetDecimal()), [.. answers.Select(static answer => answer["x-jusinfer-model"])]);
    }

    /// <summary>What the provider would have charged a client that sets no markers: all of the prompt at the price of input.</summary>
    private async Task<decimal> UncachedCostAsync(PortalHost portal, AgentSession session)
    {
        anthropic.Always(new CachingProvider(ProviderCache.None, session.Command).Answer);
        var team = await portal.SignUpAsync();
        var answers = await session.RunAsync(await team.MintAsync(), Sonnet);
        await team.ReceiptAsync(answers[^1].RequestId);
        return (await team.AllRecordsAsync()).Sum(static record => record.GetProperty("cost_usd").GetDecimal());
    }
}
