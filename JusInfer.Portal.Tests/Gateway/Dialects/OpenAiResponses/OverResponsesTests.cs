using System.Text;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests clients of the other dialects with a model behind Responses.</summary>
[Trait("Promise", "P-26")]
public sealed class OverResponsesTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private static string Agentic => ResponsesWire.Numbered(
        ResponsesWire.Created + ResponsesWire.Thinking(0, "hm") + ResponsesWire.Text(1, "I ", "will.") + ResponsesWire.FunctionCall(2, "look", "call_a", "{\"at\":", "1}")
        + ResponsesWire.Completed($"{ResponsesWire.Reasoning("hm")},{ResponsesWire.Message("I will.")},{ResponsesWire.Call("look", "{\"at\":1}", "call_a", "fc_call_a")}"));

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task A_chat_client_streams_text_and_calls()
    {
        gateway.NativeUpstream.Script(Replies.Sse(Agentic));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(ResponsesHost.Native, extra: """
            ,"stream_options":{"include_usage":true},"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}]
            """));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("I will.");
        answer.IsDone.ShouldBeTrue();
        var calls = answer.Chunks.SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray())
            .Where(static choice => choice.GetProperty("delta").TryGetProperty("tool_calls", out _)).Select(static choice => choice.GetProperty("delta").GetProperty("tool_calls")[0]).ToList();
        calls[0].GetProperty("id").GetString().ShouldBe("call_a");
        string.Concat(calls.Select(static call => call.GetProperty("function").GetProperty("arguments").GetString())).ShouldBe("""{"at":1}""");
        answer.Chunks[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(100);
        gateway.NativeUpstream.LastRequest.Path.ShouldBe("/v1/responses");
        gateway.NativeUpstream.LastRequest.Json.GetProperty("store").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Reasoning_that_a_chat_client_drops_is_restored()
    {
        gateway.NativeUpstream.Script(Replies.Sse(Agentic), Replies.Json(ResponsesWire.Whole("done")));
        var caller = await gateway.Team.MintAsync();

        await caller.AskAsync(Caller.Streaming(ResponsesHost.Native));
        var answer = await caller.AskAsync("""
            {"model":"test/native","messages":[{"role":"user","content":"hello"},
              {"role":"assistant","content":"I will.","tool_calls":[{"id":"call_a","type":"function","function":{"name":"look","arguments":"{\"at\":1}"}}]},
              {"role":"tool","tool_call_id":"call_a","content":"found"}]}
            """);

        answer.ShouldBe(200);
        var input = gateway.NativeUpstream.LastRequest.Json.GetProperty("input");
        input.EnumerateArray().Select(static item => item.GetProperty("type").GetString()).ShouldBe(["message", "reasoning", "message", "function_call", "function_call_output"]);
        input[1].GetProperty("encrypted_content").GetString().ShouldBe("gAAAAsealed");
        input[1].GetProperty("id").GetString().ShouldBe("rs_up");
    }

    [Fact]
    public async Task A_Messages_client_streams_thinking_text_and_calls()
    {
        gateway.NativeUpstream.Script(Replies.Sse(Agentic));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.SendAsync(HttpMethod.Post, "/v1/messages", new StringContent("""
            {"model":"test/native","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"hello"}],"thinking":{"type":"enabled","budget_tokens":1024}}
            """, Encoding.UTF8, "application/json"));

        answer.ShouldBe(200);
        answer.Body.ShouldContain("\"thinking\":\"hm\"");
        answer.Body.ShouldContain("\"stop_reason\":\"tool_use\"");
        gateway.NativeUpstream.LastRequest.Json.GetProperty("max_output_tokens").GetInt32().ShouldBe(1000);
    }

    [Fact]
    public async Task An_unstreamed_answer_is_translated_too()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("an answer")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(ResponsesHost.Native));

        answer.ShouldBe(200);
        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("an answer");
        answer.Json.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(40);
    }

    /// <summary>Cursor's agent sends Responses requests to the chat path and reads chunks.</summary>
    [Theory]
    [InlineData(ResponsesHost.Native)]
    [InlineData(ResponsesHost.Chat)]
    [Trait("Promise", "P-27")]
    public async Task A_Responses_request_on_the_chat_path_is_answered_with_chat_chunks(string model)
    {
        gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Stream("an ", "answer")));
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Stream("an ", "answer")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync($$$"""
            {"model":"{{{model}}}","stream":true,"input":[{"role":"system","content":"You are an agent."},{"role":"user","content":[{"type":"input_text","text":"hello"}]}],
             "tools":[{"type":"function","name":"look","parameters":{"type":"object"}},{"type":"custom","name":"ApplyPatch","format":{"type":"grammar","syntax":"lark","definition":"start: x"}}],
             "reasoning":{"effort":"medium"},"stream_options":{"include_usage":true}}
            """);

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("an answer");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks[^1].GetProperty("usage").GetProperty("total_tokens").GetInt32().ShouldBeGreaterThan(0);
    }
}
