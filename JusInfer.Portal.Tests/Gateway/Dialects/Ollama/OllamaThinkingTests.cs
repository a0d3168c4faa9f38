using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary>The field <c>think</c>, with a model that reasons.</summary>
public sealed class OllamaThinkingTests : IAsyncLifetime
{
    private ScriptedUpstream provider = null!;
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        provider = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", provider.BaseUrl).Model("test/thinking", ["alpha:gpt-5.2"], capabilities: ["reasoning"]));
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task Thinking_is_a_flag_or_an_effort()
    {
        var caller = await (await portal.SignUpAsync()).MintAsync();
        foreach (var (think, effort) in ((string, string?)[])[("true", "medium"), ("\"high\"", "high"), ("false", "none"), ("null", null)])
        {
            provider.Script(Replies.Sse(ChatSse.Stream("ok")));

            (await caller.PostAsync("/api/chat", Caller.Asking("test/thinking", extra: $",\"think\":{think}"))).ShouldBe(200);

            var sent = provider.LastRequest.Json.TryGetProperty("reasoning_effort", out var field) ? field.GetString() : null;
            sent.ShouldBe(effort);
        }
    }
}
