using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>Tests Responses clients with a model behind Anthropic's Messages.</summary>
[Trait("Promise", "P-26")]
public sealed class ResponsesOverMessagesTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    [Fact]
    public async Task Thinking_text_and_calls_become_items_and_are_returned_with_their_signatures()
    {
        gateway.ClaudeUpstream.Script(
            Replies.Sse(MessagesWire.Stream(
                MessagesWire.Thinking(0, "EqQBsignature", "hm ", "so") + MessagesWire.Text(1, "I will.") + MessagesWire.Call(2, "toolu_1", "look", "{\"at\":", "1}"), "tool_use")),
            Replies.Sse(MessagesWire.TextStream("done")));
        var caller = await gateway.Team.MintAsync();
        const string Tools = """
            ,"tools":[{"type":"function","name":"look","parameters":{"type":"object","properties":{"at":{"type":"integer"}}}}],"reasoning":{"effort":"high","summary":"auto"},"store":false,"max_output_tokens":9000
            """;

        var first = ResponsesEvents.Of((await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(ResponsesHost.Claude, extra: Tools))).Body);
        var items = string.Join(',', first.Output.Select(static item => item.GetRawText()));
        await ResponsesHost.AskAsync(caller, $$"""
            {"model":"test/claude","stream":true,"input":[{"role":"user","content":"hello"},{{items}},{"type":"function_call_output","call_id":"toolu_1","output":"found"}]{{Tools}}}
            """);

        first.Output.Select(static item => item.GetProperty("type").GetString()).ShouldBe(["reasoning", "message", "function_call"]);
        first.Output[2].GetProperty("arguments").GetString().ShouldBe("""{"at":1}""");
        first.Last.GetProperty("usage").GetProperty("input_tokens").GetInt32().ShouldBe(100);
        first.Last.GetProperty("usage").GetProperty("input_tokens_details").GetProperty("cached_tokens").GetInt32().ShouldBe(30);
        var content = gateway.ClaudeUpstream.LastRequest.Json.GetProperty("messages")[1].GetProperty("content");
        content[0].GetProperty("type").GetString().ShouldBe("thinking");
        content[0].GetProperty("thinking").GetString().ShouldBe("hm so");
        content[0].GetProperty("signature").GetString().ShouldBe("EqQBsignature");
        content[2].GetProperty("id").GetString().ShouldBe("toolu_1");
    }

    [Fact]
    public async Task An_answer_that_is_not_streamed_is_one_response()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("an answer")));

        var answer = await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Asking(ResponsesHost.Claude));

        answer.ShouldBe(200);
        answer.Json.GetProperty("status").GetString().ShouldBe("completed");
        answer.Json.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString().ShouldBe("an answer");
        answer.Json.GetProperty("object").GetString().ShouldBe("response");
    }
}
