using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests Responses clients with a model behind Chat Completions, which they must not notice.</summary>
[Trait("Promise", "P-26")]
public sealed class ResponsesOverChatTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    [Fact]
    public async Task Events_have_the_order_and_the_sequence_numbers_of_the_dialect()
    {
        gateway.ChatUpstream.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"reasoning_content":"hm"}""", "null")) + ChatSse.Text("an ") + ChatSse.Text("answer")
            + Tool("""{"index":0,"id":"call_a","type":"function","function":{"name":"look","arguments":""}}""")
            + Tool("""{"index":0,"function":{"arguments":"{\"at\":"}}""") + Tool("""{"index":0,"function":{"arguments":"1}"}}""")
            + Tool("""{"index":1,"id":"call_b","type":"function","function":{"name":"look","arguments":"{}"}}""")
            + ChatSse.Finish("tool_calls") + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done));

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat, extra: """
            ,"tools":[{"type":"function","name":"look",
            "parameters":{}}],"instructions":"be brief","metadata":{"k":"v"},"store":false,"temperature":0.50
            """));

        stream.Names.ShouldBe([
            "response.created", "response.in_progress",
            "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done",
            "response.reasoning_summary_part.done", "response.output_item.done",
            "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta", "response.output_text.done",
            "response.content_part.done", "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done",
            "response.output_item.done",
            "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done",
            "response.completed"]);
        stream.Events.Where(static serverEvent => serverEvent.Name == "response.output_item.done").Select(static serverEvent => serverEvent.Data.GetProperty("output_index").GetInt32()).ShouldBe([0, 1, 2, 3]);
        stream.Events.Where(static serverEvent => serverEvent.Name == "response.output_item.done").Select(static serverEvent => serverEvent.Data.GetProperty("item").GetRawText())
            .ShouldBe(stream.Output.Select(static item => item.GetRawText()));
        stream.Output.Select(static item => item.GetProperty("type").GetString()).ShouldBe(["reasoning", "message", "function_call", "function_call"]);
        stream.Output[2].GetProperty("arguments").GetString().ShouldBe("""{"at":1}""");
        stream.Output[3].GetProperty("call_id").GetString().ShouldBe("call_b");
        var response = stream.Last;
        response.GetProperty("id").GetString().ShouldStartWith("resp_");
        response.GetProperty("usage").GetRawText().ShouldBe(
            ResponsesWire.Usage.Replace("\"cached_tokens\":40", "\"cached_tokens\":40,\"cache_write_tokens\":0", StringComparison.Ordinal));
        response.GetProperty("instructions").GetString().ShouldBe("be brief");
        response.GetProperty("metadata").GetRawText().ShouldBe("""{"k":"v"}""");
        response.GetProperty("temperature").GetRawText().ShouldBe("0.50");
        response.GetProperty("tools")[0].GetProperty("name").GetString().ShouldBe("look");
        response.GetProperty("store").GetBoolean().ShouldBeFalse();
        response.GetProperty("x_jusinfer").GetProperty("model").GetString().ShouldBe(ResponsesHost.Chat);
    }

    [Fact]
    public async Task A_truncated_call_is_not_reported_as_completed()
    {
        gateway.ChatUpstream.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"read","arguments":"{}"}}]}""", "null"))
            + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"read","arguments":"{\"a\":"}}]}""", "null"))
            + ChatSse.Finish("length") + ChatSse.Done));

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Chat));

        ResponsesEvents.Of(answer.Body).Output.Select(static call => call.GetProperty("status").GetString()).ShouldBe(["completed", "incomplete"]);
    }

    [Fact]
    public async Task An_answer_that_reaches_its_limit_is_incomplete()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Role() + ChatSse.Text("half") + ChatSse.Finish("length") + ChatSse.Usage() + ChatSse.Done));

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat));

        stream.Events[^1].Name.ShouldBe("response.incomplete");
        stream.Last.GetProperty("status").GetString().ShouldBe("incomplete");
        stream.Last.GetProperty("incomplete_details").GetProperty("reason").GetString().ShouldBe("max_output_tokens");
        stream.Output.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_refusal_is_reported_as_a_refusal()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"refusal":"I will not"}""", "null")) + ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done));

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat));

        stream.Pieces("response.refusal.delta").ShouldBe("I will not");
        stream.Output[0].GetProperty("content")[0].GetRawText().ShouldBe("""{"type":"refusal","refusal":"I will not"}""");
    }

    [Fact]
    public async Task A_stream_that_fails_ends_with_a_failed_response()
    {
        gateway.ChatUpstream.Script([Replies.Sse(ChatSse.Role() + ChatSse.Text("begun ")), .. Enumerable.Repeat(Replies.Error(500), 8)]);

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat));

        stream.Text.ShouldBe("begun ");
        stream.Events[^1].Name.ShouldBe("response.failed");
        stream.Last.GetProperty("error").GetProperty("code").GetString().ShouldBe("UPSTREAM_ERROR");
    }

    [Fact]
    public async Task Half_a_surrogate_pair_waits_for_its_other_half()
    {
        gateway.ChatUpstream.Script(Replies.Sse(ChatSse.Role() + Raw("a\\ud83d") + Raw("\\ude00b") + Raw("\\\\ud83d") + ChatSse.Finish() + ChatSse.Done));

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat));

        stream.Text.ShouldBe("a😀b\\ud83d");
    }

    [Fact]
    public async Task Log_probabilities_are_sent_with_their_text()
    {
        const string Token = """{"token":"ab","logprob":-0.1,"bytes":[97,98],"top_logprobs":[]}""";
        gateway.ChatUpstream.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Event($$$"""{"id":"x","choices":[{"index":0,"delta":{"content":"ab"},"logprobs":{"content":[{{{Token}}}]},"finish_reason":null}]}""") + ChatSse.Finish() + ChatSse.Done));

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat, extra: ",\"include\":[\"message.output_text.logprobs\"]"));

        stream.Events.First(static serverEvent => serverEvent.Name == "response.output_text.delta").Data.GetProperty("logprobs").GetRawText().ShouldBe($"[{Token}]");
        stream.Output[0].GetProperty("content")[0].GetProperty("logprobs").GetRawText().ShouldBe($"[{Token}]");
        gateway.ChatUpstream.LastRequest.Json.GetProperty("logprobs").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_JSON_answer_to_a_streaming_request_is_streamed()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("an answer")));

        var stream = await StreamAsync(ResponsesHost.Streaming(ResponsesHost.Chat));

        stream.Text.ShouldBe("an answer");
        stream.Events[^1].Name.ShouldBe("response.completed");
    }

    [Fact]
    [Trait("Promise", "P-20")]
    public async Task The_answer_format_is_requested_with_the_unchanged_schema()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("{}")));
        var caller = await gateway.Team.MintAsync();

        await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat, extra: ""","text":{"format":{"type":"json_schema","name":"n","strict":true,"schema":{ "z":1, "a":{"maximum":18446744073709551615} }}}"""));

        var format = gateway.ChatUpstream.LastRequest.Json.GetProperty("response_format").GetProperty("json_schema");
        format.GetProperty("name").GetString().ShouldBe("n");
        format.GetProperty("schema").GetRawText().ShouldBe("""{ "z":1, "a":{"maximum":18446744073709551615} }""");
    }

    [Fact]
    [Trait("Promise", "P-21")]
    public async Task Images_and_results_of_several_parts_are_translated()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ok")));
        var caller = await gateway.Team.MintAsync();

        await ResponsesHost.AskAsync(caller, """
            {"model":"test/chat","store":false,"input":[
              {"role":"user","content":[{"type":"input_text","text":"what is it?"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"}]},
              {"type":"function_call","call_id":"call_1","name":"shoot","arguments":"{}"},
              {"type":"function_call_output","call_id":"call_1","output":[{"type":"input_text","text":"done"},{"type":"input_image","image_url":"https://example.com/a.png"}]}]}
            """);

        var messages = gateway.ChatUpstream.LastRequest.Json.GetProperty("messages");
        messages.EnumerateArray().Select(static message => message.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "tool", "user"]);
        messages[0].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AAAA");
        messages[2].GetProperty("content").GetString().ShouldBe("done");
        messages[3].GetProperty("content")[0].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("https://example.com/a.png");
    }

    private async Task<ResponsesEvents> StreamAsync(string body)
    {
        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), body);
        answer.ShouldBe(200);
        return ResponsesEvents.Of(answer.Body);
    }

    private static string Tool(string call) => ChatSse.Event(ChatSse.Chunk($$"""{"tool_calls":[{{call}}]}""", "null"));

    private static string Raw(string escaped) => ChatSse.Event(ChatSse.Chunk($$"""{"content":"{{escaped}}"}""", "null"));
}
