using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests chat answers of gateways in front of Claude that leave Anthropic's blocks in the content.</summary>
public sealed class AnthropicBlocksTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Blocks =
        """[{"type":"thinking","thinking":"why","signature":"EqQB"},{"type":"text","text":"so"},{"type":"tool_use","id":"toolu_1","name":"ls","input":{"path":"a b"}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}]""";

    private const string Tools = """,{"type":"function","function":{"name":"now","parameters":{"type":"object","properties":{}}}}""";

    private static string Offered => ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"ls\",\"parameters\":{\"type\":\"object\"}}}" + Tools + "]";

    [Fact]
    public async Task A_whole_answer_becomes_text_reasoning_and_tool_calls()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("X", ChatSse.PlainUsage).Replace("\"X\"", Blocks).Replace("\"finish_reason\":\"stop\"", "\"finish_reason\":\"tool_use\"")));

        var answer = await AskAsync(isStream: false);

        var choice = answer.Json.GetProperty("choices")[0];
        choice.GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        choice.GetProperty("message").GetProperty("content").GetString().ShouldBe("so");
        choice.GetProperty("message").GetProperty("reasoning_content").GetString().ShouldBe("why");
        CallsOf(choice.GetProperty("message").GetProperty("tool_calls")).ShouldBe(["toolu_1 ls {\"path\":\"a b\"}", "toolu_2 now {}"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_becomes_text_reasoning_and_tool_calls(bool isInPieces)
    {
        var stream = isInPieces
            ? Chunk("""[{"type":"thinking_delta","thinking":"why","index":0}]""") + Chunk("""[{"type":"text_delta","text":"so","index":1}]""")
                + Chunk("""[{"type":"tool_use","id":"toolu_1","name":"ls","input":{},"index":2}]""") + Chunk("""[{"type":"input_json_delta","partial_json":"{\"path\":","index":2}]""")
                + Chunk("""[{"type":"input_json_delta","partial_json":"\"a b\"}","index":2}]""") + Chunk("""[{"type":"tool_use","id":"toolu_2","name":"now","input":{},"index":3}]""")
            : Chunk(Blocks);
        gateway.Chat.Script(Replies.Sse(ChatSse.Role() + stream + ChatSse.Finish("tool_use") + ChatSse.Usage() + ChatSse.Done));

        var answer = await AskAsync(isStream: true);

        answer.StreamedText.ShouldBe("so");
        answer.Body.ShouldContain("\"reasoning_content\":\"why\"");
        answer.Body.ShouldContain("\"finish_reason\":\"tool_calls\"");
        answer.Body.ShouldNotContain("tool_use");
        var deltas = answer.Chunks.SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray()).Select(static choice => choice.GetProperty("delta"))
            .Where(static delta => delta.TryGetProperty("tool_calls", out _)).SelectMany(static delta => delta.GetProperty("tool_calls").EnumerateArray());
        deltas.GroupBy(static call => call.GetProperty("index").GetInt32())
            .Select(static call => string.Concat(call.Select(static piece => piece.GetProperty("function").TryGetProperty("arguments", out var arguments) ? arguments.GetString() : "")))
            .ShouldBe(["{\"path\":\"a b\"}", "{}"]);
    }

    [Fact]
    public async Task A_Messages_client_receives_them_as_blocks_of_its_own()
    {
        gateway.Chat.Script(Replies.Sse(ChatSse.Role() + Chunk(Blocks) + ChatSse.Finish("tool_use") + ChatSse.Usage() + ChatSse.Done));

        var tools = ",\"tools\":[{\"name\":\"ls\",\"input_schema\":{\"type\":\"object\"}},{\"name\":\"now\",\"input_schema\":{\"type\":\"object\"}}]";
        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Gpt, tools)));

        stream.Blocks[0].ShouldStartWith("thinking:why:");
        stream.Blocks.Skip(1).ShouldBe(["text:so", "tool_use:toolu_1:ls:{\"path\":\"a b\"}", "tool_use:toolu_2:now:{}"]);
        stream.StopReason.ShouldBe("tool_use");
    }

    private static string Chunk(string content) => ChatSse.Event(ChatSse.Chunk($"{{\"content\":{content}}}", "null"));

    private static IEnumerable<string> CallsOf(JsonElement calls) => calls.EnumerateArray()
        .Select(static call => $"{call.GetProperty("id").GetString()} {call.GetProperty("function").GetProperty("name").GetString()} {call.GetProperty("function").GetProperty("arguments").GetString()}");

    private async Task<GatewayAnswer> AskAsync(bool isStream)
    {
        var caller = await gateway.Team.MintAsync();
        var answer = await caller.AskAsync(isStream ? Caller.Streaming(MessagesHost.Gpt, extra: Offered) : Caller.Asking(MessagesHost.Gpt, extra: Offered));
        answer.ShouldBe(200);
        return answer;
    }
}
