using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Routing;

/// <summary>A request that a small model rejects, because it asks for more than the model has (BerriAI/litellm#40209).</summary>
[Trait("Promise", "P-3")]
public sealed class SmallModelRejectionTests
{
    [Fact]
    public async Task Goes_on_to_the_baseline_not_to_the_next_small_model()
    {
        await using var large = await ScriptedUpstream.StartAsync();
        await using var small = await ScriptedUpstream.StartAsync();
        large.Always(Replies.Json(ChatSse.Completion("done")));
        small.Always(Replies.Error(400, "max_tokens is too large"));
        var catalog = new TestCatalog()
            .Provider("large", large.BaseUrl).Model("test/large", ["large:m"], tier: "frontier", quality: 0.9, input: 5, output: 25)
            .Provider("small", small.BaseUrl).Model("test/small", ["small:s"], tier: "small", quality: 0.4, input: 0.1m, output: 0.4m)
            .Model("test/smaller", ["small:t"], tier: "small", quality: 0.3, input: 0.2m, output: 0.5m);
        await using var portal = await PortalHost.StartAsync(catalog);
        var caller = await (await portal.SignUpAsync()).MintAsync();

        var answer = await caller.AskAsync(Caller.Asking("auto:cheap"));

        answer.ShouldBe(200);
        answer["x-jusinfer-model"].ShouldBe("test/large");
        small.Requests.Count.ShouldBe(1);
    }
}
