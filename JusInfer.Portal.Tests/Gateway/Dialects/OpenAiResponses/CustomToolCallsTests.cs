using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Calls of custom tools by models that have only functions. They guess the field of the text from their training, and Codex runs the text
/// as it is: it rejects JSON, and the model repeats the call (openai/codex#35361, antirez/ds4#745, farion1231/cc-switch#3669).
/// </summary>
[Trait("Promise", "P-26")]
public sealed class CustomToolCallsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Patch = """{"patch":"p"}""";

    private const string Tools =
        """
        ,"store":false,"tools":[{"type":"custom","name":"apply_patch"},{"type":"function","name":"read","parameters":null}]
        """;

    public static TheoryData<string, string> Arguments { get; } = new()
    {
        { """{"input":"*** Begin\n+ {x}"}""", "*** Begin\n+ {x}" },
        { """{"patch":"*** Begin\n+ \"x\""}""", "*** Begin\n+ \"x\"" },
        { """{"content":"*** Begin"}""", "*** Begin" },
        { """{"code":"1 + 1","timeout_ms":1000,"background":false,"note":null}""", "1 + 1" },
        { """{"command":["apply_patch","*** Begin"]}""", "*** Begin" },
        { """{"input":["apply_patch","*** Begin"]}""", "*** Begin" },
        { """{"input":{"patch":"*** Begin"}}""", "*** Begin" },
        { """{"input":{"input":"*** Begin"}}""", "*** Begin" },
        { """{"input":"{\"input\":\"*** Begin\"}"}""", "*** Begin" },
        { """{"input":"{\"command\":[\"apply_patch\",\"*** Begin\"]}"}""", "*** Begin" },
        { """{"input":"*** Begin","explanation":"because"}""", "*** Begin" },
        { "\"*** Begin\\n{x}\"", "*** Begin\n{x}" },
        { "*** Begin\n+ if (x) { y(); }\n+ }\n*** End", "*** Begin\n+ if (x) { y(); }\n+ }\n*** End" },
        { "{}", "" },
        { "", "" },
        { """{"input":""}""", "" },
        { """{"input":null}""", "" },

        // The text is not certain.
        { """{"path":"a.txt","patch":"*** Begin"}""", """{"path":"a.txt","patch":"*** Begin"}""" },
        { """{"command":["bash","-lc","ls"]}""", """{"command":["bash","-lc","ls"]}""" },
        { """{"command":["rm","a"]}""", """{"command":["rm","a"]}""" },

        // The tool's own text can be JSON.
        { """{"input":"{\"a\":1}"}""", """{"a":1}""" },
        { """{"input":"\"quoted\""}""", "\"quoted\"" },
        { """{"input":"{\"input\":\"x\",\"more\":1}"}""", """{"input":"x","more":1}""" },
    };

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task A_function_call_of_a_chat_provider_has_the_text(string arguments, string text)
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.ToolCompletion("apply_patch", arguments)), Replies.Sse(ChatStream(arguments)));

        await CheckAsync(ResponsesHost.Chat, text);
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task A_function_call_of_a_Responses_provider_becomes_a_call_of_the_custom_tool(string arguments, string text)
    {
        var call = ResponsesWire.Call("apply_patch", arguments, "call_1", "fc_call_1");
        var half = arguments.Length / 2;
        var stream = ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.Text(0, "Now.")
            + ResponsesWire.FunctionCall(1, "apply_patch", "call_1", arguments[..half], arguments[half..])
            + ResponsesWire.Completed($"{ResponsesWire.Message("Now.")},{call}"));
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response(call)), Replies.Sse(stream));

        await CheckAsync(ResponsesHost.Native, text);
    }

    [Fact]
    public async Task A_call_of_a_Messages_provider_has_the_text()
    {
        const string Given = """{"patch":"*** Begin"}""";
        var call = $$"""{"type":"tool_use","id":"toolu_1","name":"apply_patch","input":{{Given}}}""";
        gateway.ClaudeUpstream.Script(
            Replies.Json(MessagesWire.Message(call, "tool_use")),
            Replies.Sse(MessagesWire.Stream(MessagesWire.Call(0, "toolu_1", "apply_patch", Given), "tool_use")));

        await CheckAsync(ResponsesHost.Claude, "*** Begin");
    }

    /// <summary>What comes before the call has passed through, and what comes after it is numbered on.</summary>
    [Fact]
    public async Task The_events_before_and_after_a_changed_call_are_kept()
    {
        var before = ResponsesWire.Created + ResponsesWire.Text(0, "Now.");
        var stream = ResponsesWire.Numbered(
            before + ResponsesWire.FunctionCall(1, "apply_patch", "call_1", Patch)
            + ResponsesWire.FunctionCall(2, "read", "call_2", "{}")
            + ResponsesWire.Completed(string.Join(
                ',', ResponsesWire.Message("Now."), ResponsesWire.Call("apply_patch", Patch, "call_1", "fc_call_1"),
                ResponsesWire.Call("read", "{}", "call_2", "fc_call_2"))));
        gateway.NativeUpstream.Script(Replies.Sse(stream));

        var answer = await StreamAsync();

        answer.Body.ShouldStartWith(ResponsesWire.Numbered(before));
        var events = ResponsesEvents.Of(answer.Body);
        events.Output.Select(static item => item.GetProperty("type").GetString())
            .ShouldBe(["message", "custom_tool_call", "function_call"]);
        events.Output[1].GetProperty("input").GetString().ShouldBe("p");
        events.Output[2].GetProperty("id").GetString().ShouldBe("fc_call_2");
        events.Pieces("response.custom_tool_call_input.delta").ShouldBe("p");
        events.Pieces("response.function_call_arguments.delta").ShouldBe("{}");
    }

    [Fact]
    public async Task Calls_of_functions_and_of_custom_tools_pass_unchanged_beside_declared_custom_tools()
    {
        const string Place = ",\"item_id\":\"ctc_up\",\"output_index\":1";
        var custom = ResponsesWire.CustomCall("apply_patch", Patch, "call_2", "ctc_up");
        var begun = ResponsesWire.CustomCall("apply_patch", "", "call_2").Replace("completed", "in_progress", StringComparison.Ordinal);
        var input = ResponsesWire.Quoted(Patch);
        var stream = ResponsesWire.Numbered(
            ResponsesWire.Created + ResponsesWire.FunctionCall(0, "read", "call_1", "{\"a\":", "1}") + ResponsesWire.Added(1, begun)
            + ResponsesWire.Event("response.custom_tool_call_input.delta", $"{Place},\"delta\":{input}")
            + ResponsesWire.Event("response.custom_tool_call_input.done", $"{Place},\"input\":{input}")
            + ResponsesWire.Done(1, custom)
            + ResponsesWire.Completed($"{ResponsesWire.Call("read", "{\"a\":1}", "call_1", "fc_call_1")},{custom}"));
        gateway.NativeUpstream.Script(Replies.Sse(stream));

        var answer = await StreamAsync();

        answer.Body.ShouldStartWith(stream[..stream.LastIndexOf("event: ", StringComparison.Ordinal)]);
    }

    /// <summary>Codex declares the tools of MCP servers in namespaces.</summary>
    [Fact]
    public async Task A_custom_tool_in_a_namespace_keeps_its_namespace()
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Response(
            ResponsesWire.Call("run", """{"code":"c"}""", "call_1", "fc_1", ",\"namespace\":\"shell\""))));

        var answer = await ResponsesHost.AskAsync(
            await gateway.Team.MintAsync(),
            ResponsesHost.Asking(
                ResponsesHost.Native,
                extra: """
                ,"store":false,"tools":[{"type":"namespace","name":"shell","tools":[{"type":"custom","name":"run"}]}]
                """));

        var item = answer.Json.GetProperty("output")[0];
        item.GetProperty("type").GetString().ShouldBe("custom_tool_call");
        item.GetProperty("namespace").GetString().ShouldBe("shell");
        item.GetProperty("name").GetString().ShouldBe("run");
        item.GetProperty("input").GetString().ShouldBe("c");
    }

    private async Task<GatewayAnswer> StreamAsync() =>
        await ResponsesHost.AskAsync(await gateway.Team.MintAsync(), ResponsesHost.Streaming(ResponsesHost.Native, extra: Tools));

    private async Task CheckAsync(string model, string text)
    {
        var caller = await gateway.Team.MintAsync();
        var whole = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(model, extra: Tools));
        whole.ShouldBe(200);
        Check(whole.Json.GetProperty("output").EnumerateArray().Last(), text);

        var streamed = await ResponsesHost.AskAsync(caller, ResponsesHost.Streaming(model, extra: Tools));
        streamed.ShouldBe(200);
        var events = ResponsesEvents.Of(streamed.Body);
        Check(events.Output[^1], text);
        events.Pieces("response.custom_tool_call_input.delta").ShouldBe(text);
        streamed.Body.ShouldNotContain("\"function_call\"");
    }

    private static void Check(JsonElement item, string text)
    {
        item.GetProperty("type").GetString().ShouldBe("custom_tool_call");
        item.GetProperty("name").GetString().ShouldBe("apply_patch");
        item.GetProperty("input").GetString().ShouldBe(text);
        item.GetProperty("call_id").GetString().ShouldNotBeNullOrEmpty();
    }

    /// <summary>The arguments come in two pieces.</summary>
    private static string ChatStream(string arguments)
    {
        var half = arguments.Length / 2;
        var (first, second) = (ChatSse.Quoted(arguments[..half]), ChatSse.Quoted(arguments[half..]));
        var head = $$$"""
            {"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"apply_patch","arguments":{{{first}}}}}]}
            """;
        var more = $$$"""{"tool_calls":[{"index":0,"function":{"arguments":{{{second}}}}}]}""";
        return ChatSse.Role() + ChatSse.Event(ChatSse.Chunk(head, "null")) + ChatSse.Event(ChatSse.Chunk(more, "null"))
            + ChatSse.Finish("tool_calls") + ChatSse.Done;
    }
}
