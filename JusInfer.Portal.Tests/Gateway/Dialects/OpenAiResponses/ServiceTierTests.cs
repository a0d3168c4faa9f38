using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// <c>service_tier</c> of a response is the tier that served it, whatever was requested (theopenco/llmgateway#2991, livekit/agents#5341).
/// </summary>
public sealed class ServiceTierTests : IAsyncLifetime
{
    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        const string Priced = """[{ "field": "service_tier", "action": "allow", "multipliers": { "flex": 0.5, "priority": 2 } }]""";
        upstream = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("chat", upstream.BaseUrl, requestPolicy: Priced)
            .Provider("claude", upstream.Root, dialect: "anthropic-messages", requestPolicy: Priced)
            .Provider("native", upstream.BaseUrl, dialect: "openai-responses", requestPolicy: Priced)
            .Model("test/chat", ["chat:gpt-4.1"])
            .Model("test/claude", ["claude:claude-opus-5-5"])
            .Model("test/native", ["native:gpt-4.1"])
            .Model("test/resumed", ["native:gpt-4.1", "chat:gpt-4.1"]));
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("auto", "default", "default")]
    [InlineData("auto", "priority", "priority")]
    [InlineData("auto", null, "default")]
    [InlineData("flex", "flex", "flex")]
    [InlineData("flex", "default", "default")]
    [InlineData("flex", "on_demand", "default")]
    [InlineData("flex", null, null)]
    [InlineData("priority", "default", "default")]
    [InlineData("default", null, "default")]
    [InlineData(null, null, "default")]
    [InlineData(null, "scale", "scale")]
    public async Task A_response_of_a_chat_provider_has_the_reported_tier(string? requested, string? reported, string? claimed)
    {
        var extra = Tier(reported);
        upstream.Script(Replies.Json(ChatSse.Completion("ab").Replace(",\"service_tier\":\"default\"", extra)));
        (await AskAsync("test/chat", requested)).Json.GetProperty("service_tier").GetString().ShouldBe(claimed);

        upstream.Script(Replies.Sse(ChatSse.Role(extra) + ChatSse.Text("ab", extra) + ChatSse.Finish(extra: extra) + ChatSse.Done));
        await EveryEventShouldClaimAsync("test/chat", requested, claimed);
    }

    [Theory]
    [InlineData("auto", "standard", "default")]
    [InlineData("auto", "priority", "priority")]
    public async Task A_response_of_Anthropic_has_the_reported_tier(string requested, string reported, string claimed)
    {
        upstream.Script(Replies.Json(MessagesWire.TextMessage("ab").Replace("\"standard\"", $"\"{reported}\"")));
        (await AskAsync("test/claude", requested)).Json.GetProperty("service_tier").GetString().ShouldBe(claimed);

        upstream.Script(Replies.Sse(MessagesWire.TextStream("ab").Replace("\"standard\"", $"\"{reported}\"")));
        await EveryEventShouldClaimAsync("test/claude", requested, claimed);
    }

    [Fact]
    public async Task A_response_of_its_own_dialect_has_the_tier_that_the_provider_reports()
    {
        upstream.Script(Replies.Json(ResponsesWire.Response(ResponsesWire.Message("ab"), extra: Tier("default"))));

        (await AskAsync("test/native", "flex")).Json.GetProperty("service_tier").GetString().ShouldBe("default");
    }

    [Fact]
    public async Task A_response_that_another_provider_completes_has_the_tier_of_that_one()
    {
        var created = ResponsesWire.Created.Replace("\"metadata\":{}", $"\"metadata\":{{}}{Tier("flex")}");
        var whole = ResponsesWire.Numbered(created + ResponsesWire.Text(0, "one two three "));
        var begun = whole[..whole.IndexOf("event: response.output_text.done", StringComparison.Ordinal)];
        upstream.Script(
            Replies.Stream(Then.Send(begun), Then.Pause, Then.Cut),
            Replies.Sse(ChatSse.Role(Tier("default")) + ChatSse.Text("one two three four") + ChatSse.Finish() + ChatSse.Done));

        var stream = ResponsesEvents.Of((await AskAsync("test/resumed", "flex", stream: true)).Body);

        stream.Text.ShouldBe("one two three four");
        stream.Events[0].Data.GetProperty("response").GetProperty("service_tier").GetString().ShouldBe("flex");
        stream.Last.GetProperty("service_tier").GetString().ShouldBe("default");
    }

    private async Task EveryEventShouldClaimAsync(string model, string? requested, string? claimed)
    {
        var answer = await AskAsync(model, requested, stream: true);
        var responses = ResponsesEvents.Of(answer.Body).Events
            .Where(static one => one.Data.TryGetProperty("response", out _)).ToArray();
        responses.Select(static one => one.Name).ShouldBe(["response.created", "response.in_progress", "response.completed"]);
        responses.ShouldAllBe(one => one.Data.GetProperty("response").GetProperty("service_tier").GetString() == claimed);
    }

    private async Task<GatewayAnswer> AskAsync(string model, string? tier, bool stream = false)
    {
        var answer = await ResponsesHost.AskAsync(
            caller, stream ? ResponsesHost.Streaming(model, extra: Tier(tier)) : ResponsesHost.Asking(model, extra: Tier(tier)));
        answer.ShouldBe(200);
        return answer;
    }

    private static string Tier(string? tier) => tier is null ? "" : $",\"service_tier\":\"{tier}\"";
}
