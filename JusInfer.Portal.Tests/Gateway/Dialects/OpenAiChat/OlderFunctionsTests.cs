using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// A client that offers <c>functions</c> reads only <c>function_call</c>, so every answer has its call in that format.
/// </summary>
[Trait("Promise", "P-27")]
public sealed class OlderFunctionsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Functions = ""","functions":[{"name":"look","description":"looks","parameters":{"type":"object","properties":{"at":{"type":"string"}}}}],"function_call":"auto" """;
    private const string Arguments = """{"at":"it"}""";

    public static TheoryData<string> Models => [ResponsesHost.Chat, ResponsesHost.Claude, ResponsesHost.Native];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_message_has_the_first_call_in_the_legacy_format(string model)
    {
        Script(model, isStream: false);

        var answer = await AskAsync(model);

        var choice = answer.Json.GetProperty("choices")[0];
        choice.GetProperty("finish_reason").GetString().ShouldBe("function_call");
        var message = choice.GetProperty("message");
        message.TryGetProperty("tool_calls", out _).ShouldBeFalse();
        message.GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
        message.GetProperty("function_call").GetProperty("name").GetString().ShouldBe("look");
        message.GetProperty("function_call").GetProperty("arguments").GetString().ShouldBe(Arguments);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_has_the_first_call_in_the_legacy_format(string model)
    {
        Script(model, isStream: true);

        var answer = await AskAsync(model, ",\"stream\":true");

        var (name, arguments, finish) = ("", "", "");
        foreach (var choice in answer.Chunks.Where(static chunk => chunk.GetProperty("choices").GetArrayLength() > 0).Select(static chunk => chunk.GetProperty("choices")[0]))
        {
            var delta = choice.GetProperty("delta");
            delta.TryGetProperty("tool_calls", out _).ShouldBeFalse();
            if (choice.GetProperty("finish_reason").GetString() is { } reason) finish += reason;
            if (!delta.TryGetProperty("function_call", out var call)) continue;
            if (call.TryGetProperty("name", out var part)) name += part.GetString();
            arguments += call.GetProperty("arguments").GetString();
        }

        (name, arguments, finish).ShouldBe(("look", Arguments, "function_call"));
    }

    [Fact]
    public async Task Every_provider_is_offered_tools_and_asked_for_one_call()
    {
        foreach (var model in (string[])[ResponsesHost.Chat, ResponsesHost.Claude, ResponsesHost.Native])
        {
            Script(model, isStream: false);
            await AskAsync(model);
        }

        var chat = gateway.ChatUpstream.LastRequest.Json;
        chat.TryGetProperty("functions", out _).ShouldBeFalse();
        chat.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("look");
        chat.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
        gateway.ClaudeUpstream.LastRequest.Json.GetProperty("tool_choice").GetProperty("disable_parallel_tool_use").GetBoolean().ShouldBeTrue();
        gateway.NativeUpstream.LastRequest.Json.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Each_of_several_choices_has_its_call_in_the_legacy_format()
    {
        var choice = (int index) => ChatSse.ToolCompletion("look", Arguments).Split("\"choices\":[")[1].Split("],\"usage\"")[0].Replace("\"index\":0", $"\"index\":{index}");
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("look", Arguments).Replace(choice(0), $"{choice(0)},{choice(1)}")));

        var answer = await AskAsync(ResponsesHost.Chat, ",\"n\":2");

        foreach (var answered in answer.Json.GetProperty("choices").EnumerateArray())
        {
            answered.GetProperty("message").GetProperty("function_call").GetProperty("name").GetString().ShouldBe("look");
            answered.GetProperty("finish_reason").GetString().ShouldBe("function_call");
        }
    }

    [Fact]
    public async Task Each_of_several_streamed_choices_has_its_call_in_the_legacy_format()
    {
        var call = ChatSse.Event(ChatSse.Chunk("""{"role":"assistant","tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"look","arguments":"{}"}}]}""", "null"));
        var events = call + ChatSse.Finish("tool_calls");
        gateway.ChatUpstream.Script(Replies.Sse(events + events.Replace("\"choices\":[{\"index\":0", "\"choices\":[{\"index\":1") + ChatSse.Done));

        var answer = await AskAsync(ResponsesHost.Chat, ",\"n\":2,\"stream\":true");

        answer.Body.ShouldNotContain("tool_calls");
        answer.Chunks.Count(static chunk => chunk.GetProperty("choices")[0].GetProperty("finish_reason").GetString() == "function_call").ShouldBe(2);
    }

    [Fact]
    public async Task A_request_with_tools_and_functions_is_answered_with_tool_calls()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("look", Arguments)));

        var answer = await AskAsync(ResponsesHost.Chat, """,  "tools":[{"type":"function","function":{"name":"look"}}]""");

        answer.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").GetArrayLength().ShouldBe(1);
    }

    private Task<GatewayAnswer> AskAsync(string model, string extra = "") => CallAsync(Caller.Asking(model, extra: Functions + extra));

    private async Task<GatewayAnswer> CallAsync(string body)
    {
        var answer = await (await gateway.Team.MintAsync()).PostAsync(Caller.Completions, body);
        answer.ShouldBe(200);
        return answer;
    }

    /// <summary>Two calls, because some providers return several although one is requested.</summary>
    private void Script(string model, bool isStream)
    {
        const string Escaped = """{\"at\":\"it\"}""";
        switch (model)
        {
            case ResponsesHost.Chat when isStream:
                gateway.ChatUpstream.Script(Replies.Sse(
                    ChatSse.Role()
                    + ChatSse.Event(ChatSse.Chunk($$$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"look","arguments":"{{{{Escaped}}}}"}}]}""", "null"))
                    + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"look","arguments":"{}"}}]}""", "null"))
                    + ChatSse.Finish("tool_calls") + ChatSse.Done));
                break;
            case ResponsesHost.Chat:
                gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("look", Arguments).Replace("}}]}", """}},{"id":"b","type":"function","function":{"name":"look","arguments":"{}"}}]}""")));
                break;
            case ResponsesHost.Claude when isStream:
                gateway.ClaudeUpstream.Script(Replies.Sse(MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "look", Arguments) + MessagesWire.Call(1, "toolu_2", "look", "{}"), "tool_use")));
                break;
            case ResponsesHost.Claude:
                gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.Message(
                    """{"type":"tool_use","id":"toolu_1","name":"look","input":{"at":"it"}},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}""", "tool_use")));
                break;
            case ResponsesHost.Native when isStream:
                var (first, second) = (ResponsesWire.Call("look", Arguments, "a", "fc_a"), ResponsesWire.Call("look", "{}", "b", "fc_b"));
                gateway.NativeUpstream.Script(Replies.Sse(ResponsesWire.Numbered(
                    ResponsesWire.Created + ResponsesWire.FunctionCall(0, "look", "a", Arguments) + ResponsesWire.FunctionCall(1, "look", "b", "{}") + ResponsesWire.Completed($"{first},{second}"))));
                break;
            default:
                gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response($"{ResponsesWire.Call("look", Arguments, "a", "fc_a")},{ResponsesWire.Call("look", "{}", "b", "fc_b")}")));
                break;
        }
    }
}
