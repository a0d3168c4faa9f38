using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>
/// A session that went on at another provider stays there while its prompt is cached, although that provider is twice as expensive
/// (router-for-me/CLIProxyAPI#3613, Yeachan-Heo/gajae-code#2378): alpha fails once and is healthy afterwards.
/// </summary>
[Trait("Promise", "P-16")]
public sealed class SessionFailoverTests : IAsyncLifetime
{
    private const string Usage =
        """{"prompt_tokens":6000,"completion_tokens":10,"total_tokens":6010,"prompt_tokens_details":{"cached_tokens":0}}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-failover-");
    private ScriptedUpstream alpha = null!;
    private ScriptedUpstream beta = null!;
    private TestCatalog catalog = null!;

    public static MatrixTheoryData<string, bool> Calls => new(["test/model", "jusInfer-auto"], [false, true]);

    public async ValueTask InitializeAsync()
    {
        (alpha, beta) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        catalog = new TestCatalog()
            .Provider("alpha", alpha.BaseUrl)
            .Provider("beta", beta.BaseUrl)
            .Model("test/model", ["alpha:m", "beta:m=2"]);
        foreach (var upstream in (ScriptedUpstream[])[alpha, beta])
        {
            upstream.Always(static request => request.Text.Contains("\"stream\":true", StringComparison.Ordinal)
                ? Replies.Sse(ChatSse.Role() + ChatSse.Text("done") + ChatSse.Finish() + ChatSse.Usage(Usage) + ChatSse.Done)
                : Replies.Json(ChatSse.Completion("done", Usage)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await alpha.DisposeAsync();
        await beta.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_next_turn_goes_where_the_prompt_is_cached(string model, bool stream)
    {
        await using var portal = await PortalHost.StartAsync(catalog);
        var caller = await (await portal.SignUpAsync()).MintAsync();

        alpha.Script(Replies.Error(502));
        (await AskAsync(caller, model, stream, "one", turns: 0)).ShouldBe("alpha beta");
        (await AskAsync(caller, model, stream, "one", turns: 1)).ShouldBe("beta");
        (await AskAsync(caller, model, stream, "one", turns: 2)).ShouldBe("beta");
        (await AskAsync(caller, model, stream, "two", turns: 0)).ShouldBe("alpha");
        (await AskAsync(caller, model, stream, "two", turns: 1)).ShouldBe("alpha");
    }

    [Fact]
    public async Task The_other_endpoint_answers_if_the_one_with_the_cache_fails()
    {
        await using var portal = await PortalHost.StartAsync(catalog);
        var caller = await (await portal.SignUpAsync()).MintAsync();

        alpha.Script(Replies.Error(502));
        (await AskAsync(caller, "test/model", stream: false, "one", turns: 0)).ShouldBe("alpha beta");
        beta.Script(Replies.Error(502));
        (await AskAsync(caller, "test/model", stream: false, "one", turns: 1)).ShouldBe("beta alpha");
        (await AskAsync(caller, "test/model", stream: false, "one", turns: 2)).ShouldBe("alpha");
    }

    [Fact]
    public async Task A_restarted_process_knows_where_the_prompt_is_cached()
    {
        var settings = ("Store:Path", Path.Combine(folder.FullName, "data"));
        Caller caller;
        await using (var before = await PortalHost.StartAsync(catalog, settings))
        {
            caller = await (await before.SignUpAsync()).MintAsync();
            alpha.Script(Replies.Error(502));
            (await AskAsync(caller, "test/model", stream: false, "one", turns: 0)).ShouldBe("alpha beta");
        }

        await using var after = await PortalHost.StartAsync(catalog, settings);

        (await AskAsync(caller.At(after.Http), "test/model", stream: false, "two", turns: 0)).ShouldBe("alpha");
        (await AskAsync(caller.At(after.Http), "test/model", stream: false, "one", turns: 1)).ShouldBe("beta");
    }

    /// <summary>Makes a call that succeeds and returns the providers that were called.</summary>
    private async Task<string> AskAsync(Caller caller, string model, bool stream, string session, int turns)
    {
        var (ofAlpha, ofBeta) = (alpha.Requests.Count, beta.Requests.Count);
        var messages = $$"""{"role":"user","content":"{{new string('x', 24_000)}} {{session}}"}"""
            + string.Concat(Enumerable.Range(0, turns).Select(static turn =>
                $$""",{"role":"assistant","content":"done"},{"role":"user","content":"more {{turn}}"}"""));
        var options = stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "";
        var body = $$"""{"model":"{{model}}","messages":[{{messages}}]{{options}}}""";
        var answer = await caller.AskAsync(body, ("X-JusInfer-Session", session));
        answer.ShouldBe(200);
        var toAlpha = Enumerable.Repeat("alpha", alpha.Requests.Count - ofAlpha);
        var toBeta = Enumerable.Repeat("beta", beta.Requests.Count - ofBeta);
        return string.Join(' ', answer["x-jusinfer-provider"] == "beta" ? toAlpha.Concat(toBeta) : toBeta.Concat(toAlpha));
    }
}
