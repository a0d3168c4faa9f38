using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary><c>POST /v1beta/models/{model}:streamGenerateContent</c>.</summary>
public sealed class GeminiStreamTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly string Array = GeminiBody.Stream(GatewayHost.Frontier)[..^"?alt=sse".Length];

    [Fact]
    public async Task Server_sent_events_end_with_the_reason_and_the_usage()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("he", "llo")));

        var answer = await AskAsync(GeminiBody.Stream(GatewayHost.Frontier));

        answer.ShouldBe(200);
        answer["content-type"].ShouldBe("text/event-stream; charset=utf-8");
        answer.Body.ShouldNotContain("[DONE]");
        answer.Parts().Select(static part => part.GetProperty("text").GetString()).ShouldBe(["he", "llo", ""]);
        var last = answer.Chunks[^1];
        last.GetProperty("candidates")[0].GetProperty("finishReason").GetString().ShouldBe("STOP");
        last.GetProperty("usageMetadata").GetProperty("totalTokenCount").GetInt32().ShouldBe(15);
        last.GetProperty("x_jusinfer").GetProperty("attempts").GetInt32().ShouldBe(1);
        answer.Chunks.Count(static chunk => chunk.TryGetProperty("usageMetadata", out _)).ShouldBe(1);
        answer.Chunks.Select(static chunk => chunk.GetProperty("responseId").GetString()).Distinct().ShouldHaveSingleItem().ShouldBe(answer.RequestId);
        gateway.Alpha.LastRequest.Json.GetProperty("stream").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Without_server_sent_events_the_stream_is_an_array()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("he") + ": PROCESSING\n\n" + ChatSse.Text("llo") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var answer = await AskAsync(Array);

        answer["content-type"].ShouldBe("application/json; charset=utf-8");
        var items = JsonElement.Parse(answer.Body).EnumerateArray().ToList();
        items.SelectMany(static item => item.Parts()).Text().ShouldBe("hello");
        items[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString().ShouldBe("STOP");
    }

    [Fact]
    public async Task Function_calls_are_one_event_with_their_arguments_as_objects()
    {
        gateway.Alpha.Script(Replies.Sse(
            ChatSse.Role() + Event("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}""")
            + Event("""{"tool_calls":[{"index":0,"function":{"arguments":"{\n \"path\":"}}]}""") + Event("""{"tool_calls":[{"index":0,"function":{"arguments":" \"a\\nb\"\n}"}}]}""")
            + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done));

        var answer = await AskAsync(GeminiBody.Stream(GatewayHost.Frontier), """{"contents":[{"parts":[{"text":"hi"}]}],"tools":[{"functionDeclarations":[{"name":"look"}]}]}""");

        var call = answer.Parts()[0].GetProperty("functionCall");
        call.GetProperty("id").GetString().ShouldBe("call_1");
        call.GetProperty("name").GetString().ShouldBe("look");
        call.GetProperty("args").GetProperty("path").GetString().ShouldBe("a\nb");
        answer.Chunks[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString().ShouldBe("STOP");
    }

    [Fact]
    public async Task Comments_keep_a_stream_alive()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("he") + ": PROCESSING\n\n" + ChatSse.Text("llo") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        (await AskAsync(GeminiBody.Stream(GatewayHost.Frontier))).Body.ShouldContain("\n\n: keep-alive\n\n");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reasoning_is_sent_to_clients_that_ask_for_thoughts(bool includesThoughts)
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Role() + Event("""{"reasoning_content":"Hm."}""") + ChatSse.Text("ok") + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var answer = await AskAsync(
            GeminiBody.Stream(GatewayHost.Frontier),
            $$$$"""{"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":{{{{(includesThoughts ? "true" : "false")}}}},"thinkingBudget":-1}}}""");

        var parts = answer.Parts();
        parts.Where(static part => part.TryGetProperty("thought", out var thought) && thought.GetBoolean()).Text().ShouldBe(includesThoughts ? "Hm." : "");
        parts.Where(static part => !part.TryGetProperty("thought", out _)).Text().ShouldBe("ok");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupted_stream_is_resumed_on_another_provider(bool isSse)
    {
        gateway.ResetHealth(GatewayHost.Spare);
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("One, two, ")), Then.Pause, Then.Cut));
        gateway.Beta.Script(Replies.Sse(ChatSse.Stream("One, two, three.")));
        var path = GeminiBody.Stream(GatewayHost.Spare);

        var answer = await AskAsync(isSse ? path : path[..^"?alt=sse".Length]);

        var items = isSse ? answer.Chunks : [.. JsonElement.Parse(answer.Body).EnumerateArray()];
        items.SelectMany(static item => item.Parts()).Text().ShouldBe("One, two, three.");
        items[^1].GetProperty("x_jusinfer").GetProperty("resumed").GetBoolean().ShouldBeTrue();
        gateway.ResetHealth(GatewayHost.Spare);
    }

    private static string Event(string delta) => ChatSse.Event(ChatSse.Chunk(delta, "null"));

    private async Task<GatewayAnswer> AskAsync(string path, string body = GeminiBody.Hello) => await (await gateway.Team.MintAsync()).PostAsync(path, body);
}
