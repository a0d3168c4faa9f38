using System.Text.Json.Nodes;

namespace JusInfer.Portal.Tests.Simulator;

public sealed class PrefixCacheTests : IDisposable
{
    private static readonly string Long = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"fact {i};"));

    private readonly SimulatedUpstream upstream = new();

    public void Dispose() => upstream.Dispose();

    [Fact]
    public async Task A_cached_prefix_is_reported_in_multiples_of_128_tokens()
    {
        (await upstream.CompleteAsync(Session("first question"))).CachedTokens().ShouldBe(0);
        var second = await upstream.CompleteAsync(Session("another question"));

        second.CachedTokens().ShouldBeGreaterThan(4000);
        (second.CachedTokens() % 128).ShouldBe(0);
        second.CachedTokens().ShouldBeLessThan(second.Usage("prompt_tokens"));
        (second.Usage("prompt_tokens") - second.CachedTokens()).ShouldBeLessThan(128 + 16);
    }

    [Fact]
    public async Task The_cached_prefix_of_a_session_grows_with_each_call()
    {
        var request = Session("first question");
        var cached = new List<int>();
        for (var round = 0; round < 4; round++)
        {
            cached.Add((await upstream.CompleteAsync(request)).CachedTokens());
            request = request.DeepClone().AsObject();
            request["messages"]!.AsArray().Add(ChatRequests.Assistant(Long));
            request["messages"]!.AsArray().Add(ChatRequests.User($"question {round}"));
        }

        cached.ShouldBe(cached.Order());
        cached.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public async Task A_short_prompt_is_not_cached()
    {
        var request = ChatRequests.Ask(Long[..3000]);
        await upstream.CompleteAsync(request);

        (await upstream.CompleteAsync(request)).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task Models_do_not_share_cached_prefixes()
    {
        await upstream.CompleteAsync(Session("q"));

        (await upstream.CompleteAsync(Session("q").With("model", "sim/other"))).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task A_change_at_the_start_of_the_prompt_misses_the_cache()
    {
        await upstream.CompleteAsync(Session("q"));

        (await upstream.CompleteAsync(ChatRequests.Of(ChatRequests.System("x" + Long), ChatRequests.User("q")))).CachedTokens().ShouldBe(0);
        (await upstream.CompleteAsync(Session("q").WithTools(ChatRequests.Tool("first")).With("tool_choice", "none"))).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task A_prefix_expires_five_minutes_after_its_last_use()
    {
        await upstream.CompleteAsync(Session("q"));
        upstream.Clock.Advance(TimeSpan.FromMinutes(4));
        (await upstream.CompleteAsync(Session("q"))).CachedTokens().ShouldBeGreaterThan(0);
        upstream.Clock.Advance(TimeSpan.FromMinutes(4));
        (await upstream.CompleteAsync(Session("q"))).CachedTokens().ShouldBeGreaterThan(0);
        upstream.Clock.Advance(TimeSpan.FromMinutes(5));

        (await upstream.CompleteAsync(Session("q"))).CachedTokens().ShouldBe(0);
    }

    [Fact]
    public async Task The_cache_is_bounded_and_evicts_the_least_recently_used_first()
    {
        using var small = new SimulatedUpstream(SimulatedUpstream.WithoutDelays with { PrefixBlocks = 60 });
        await small.CompleteAsync(Session("q"));
        (await small.CompleteAsync(Session("q"))).CachedTokens().ShouldBeGreaterThan(0);
        await small.CompleteAsync(Session("q").With("model", "sim/other"));

        (await small.CompleteAsync(Session("q").With("model", "sim/other"))).CachedTokens().ShouldBeGreaterThan(0);
        (await small.CompleteAsync(Session("q"))).CachedTokens().ShouldBeLessThan(4000);
    }

    [Fact]
    public async Task The_cache_can_be_used_concurrently()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => upstream.CompleteAsync(Session($"q{i % 4}")))));

        answers.Count(answer => answer.CachedTokens() > 0).ShouldBeGreaterThan(answers.Length - 8);
    }

    private static JsonObject Session(string question) => ChatRequests.Of(ChatRequests.System(Long), ChatRequests.User(question));
}
