using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class PrefixCacheTests : IDisposable
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"fact {i};"));

    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Fact]
    public async Task A_known_prefix_is_reported_in_steps_of_128_tokens()
    {
        (await upstream.AskAsync(Session("first question"))).CachedTokens().ShouldBe(0);
        var second = await upstream.AskAsync(Session("another question"));

        second.CachedTokens().ShouldBeGreaterThan(4000);
        (second.CachedTokens() % 128).ShouldBe(0);
        second.CachedTokens().ShouldBeLessThan(second.Usage("prompt_tokens"));
        (second.Usage("prompt_tokens") - second.CachedTokens()).ShouldBeLessThan(128 + 16);
    }

    [Fact]
    public async Task A_growing_session_is_cached_further_with_each_call()
    {
        var request = Session("first question");
        var cached = new List<int>();
        for (var round = 0; round < 4; round++)
        {
            cached.Add((await upstream.AskAsync(request)).CachedTokens());
            request = request.DeepClone().AsObject();
            request["messages"]!.AsArray().Add(Talk.Assistant(Long));
            request["messages"]!.AsArray().Add(Talk.User($"question {round}"));
        }

        cached.ShouldBe(cached.Order());
        cached.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task A_short_prompt_is_not_cached()
    {
        var request = Talk.Say(Long[..3000]);
        await upstream.AskAsync(request);

        (await upstream.AskAsync(request)).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task Another_model_knows_nothing()
    {
        await upstream.AskAsync(Session("q"));

        (await upstream.AskAsync(Session("q").With("model", "sim/other"))).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task A_change_at_the_front_loses_everything_behind_it()
    {
        await upstream.AskAsync(Session("q"));

        (await upstream.AskAsync(Talk.Of(Talk.System("x" + Long), Talk.User("q")))).CachedTokens().ShouldBe(0);
        (await upstream.AskAsync(Session("q").Offering(Talk.Tool("first")).With("tool_choice", "none"))).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task A_prefix_is_forgotten_five_minutes_after_its_last_use()
    {
        await upstream.AskAsync(Session("q"));
        upstream.Clock.Advance(TimeSpan.FromMinutes(4));
        (await upstream.AskAsync(Session("q"))).CachedTokens().ShouldBeGreaterThan(0);
        upstream.Clock.Advance(TimeSpan.FromMinutes(4));
        (await upstream.AskAsync(Session("q"))).CachedTokens().ShouldBeGreaterThan(0);
        upstream.Clock.Advance(TimeSpan.FromMinutes(5));

        (await upstream.AskAsync(Session("q"))).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task The_store_is_bounded_and_forgets_the_longest_unused_first()
    {
        using var small = new SimulatedUpstream(SimulatedUpstream.AtOnce with { PrefixBlocks = 60 });
        await small.AskAsync(Session("q"));
        (await small.AskAsync(Session("q"))).CachedTokens().ShouldBeGreaterThan(0);
        await small.AskAsync(Session("q").With("model", "sim/other"));

        (await small.AskAsync(Session("q").With("model", "sim/other"))).CachedTokens().ShouldBeGreaterThan(0);
        (await small.AskAsync(Session("q"))).CachedTokens().ShouldBeLessThan(4000);
    }

    [Fact]
    public async Task Calls_at_once_do_not_harm_the_store()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => upstream.AskAsync(Session($"q{i % 4}")))));

        answers.Count(answer => answer.CachedTokens() > 0).ShouldBeGreaterThan(answers.Length - 8);
    }

    private static JsonObject Session(string question) => Talk.Of(Talk.System(Long), Talk.User(question));
}
