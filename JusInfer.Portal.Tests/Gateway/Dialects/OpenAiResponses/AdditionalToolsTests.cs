using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Codex declares tools within the input, as an item <c>additional_tools</c> (mxyhi/token_proxy#307, SaladDay/cc-switch-cli#466), and those
/// that a search of its own found as <c>tool_search_output</c> (CommandCodeAI/command-code#893).
/// </summary>
[Trait("Promise", "P-26")]
public sealed class AdditionalToolsTests(ResponsesHost gateway) : IClassFixture<ResponsesHost>
{
    private const string Functions =
        """
        {"type":"namespace","name":"functions","description":"d","tools":[{"type":"custom","name":"exec","description":"Runs."},
        {"type":"function","name":"wait","parameters":{"type":"object","properties":{}}}]}
        """;

    private const string Additional = $$"""{"type":"additional_tools","role":"developer","id":"at_1","tools":[{{Functions}}]}""";

    private const string User = """{"type":"message","role":"user","content":[{"type":"input_text","text":"go"}]}""";

    [Theory]
    [InlineData("")]
    [InlineData(""","tools":[{"type":"function","name":"read","parameters":{"type":"object","properties":{}}}]""")]
    public async Task A_chat_provider_has_the_tools(string top)
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync(ResponsesHost.Chat, $"{Additional},{User}", top)).ShouldBe(200);

        var sent = gateway.ChatUpstream.LastRequest.Json;
        NamesIn(sent).ShouldBe(top.Length == 0 ? ["functions__exec", "functions__wait"] : ["read", "functions__exec", "functions__wait"]);
        sent.GetProperty("messages").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_Messages_provider_has_the_tools()
    {
        gateway.ClaudeUpstream.Script(Replies.Json(MessagesWire.TextMessage("ok")));

        (await AskAsync(ResponsesHost.Claude, $"{User},{Additional}")).ShouldBe(200);

        gateway.ClaudeUpstream.LastRequest.Json.GetProperty("tools").EnumerateArray()
            .Select(static tool => tool.GetProperty("name").GetString()).ShouldBe(["functions__exec", "functions__wait"]);
    }

    [Theory]
    [InlineData("""{"type":"custom","name":"exec","namespace":"functions"}""")]
    [InlineData("""{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"wait","namespace":"functions"}]}""")]
    public async Task A_choice_can_name_them(string choice)
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync(ResponsesHost.Chat, $"{Additional},{User}", $",\"tool_choice\":{choice}")).ShouldBe(200);
    }

    /// <summary>router-for-me/CLIProxyAPI#4850: the call has the name and the namespace that Codex declared.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_has_its_namespace(bool streamed)
    {
        const string Arguments = """{"input":"ls"}""";
        const string Call =
            """
            {"index":0,"id":"call_1","type":"function","function":{"name":"functions__exec","arguments":"{\"input\":\"ls\"}"}}
            """;
        gateway.ChatUpstream.Script(streamed
            ? Replies.Sse(
                ChatSse.Role() + ChatSse.Event(ChatSse.Chunk($"{{\"tool_calls\":[{Call}]}}", "null"))
                + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done)
            : Replies.Json(ChatSse.ToolCompletion("functions__exec", Arguments)));

        var answer = await AskAsync(ResponsesHost.Chat, $"{Additional},{User}", streamed ? ",\"stream\":true" : "");

        answer.ShouldBe(200);
        var call = streamed ? ResponsesEvents.Of(answer.Body).Output[0] : answer.Json.GetProperty("output")[0];
        call.GetProperty("type").GetString().ShouldBe("custom_tool_call");
        call.GetProperty("namespace").GetString().ShouldBe("functions");
        call.GetProperty("name").GetString().ShouldBe("exec");
        call.GetProperty("input").GetString().ShouldBe("ls");
    }

    /// <summary>RubricLab/tokenmaxx#27: its role is developer, but it is no instruction.</summary>
    [Theory]
    [InlineData(Additional + "," + User)]
    [InlineData(User + "," + Additional)]
    public async Task A_Responses_provider_receives_the_item_as_it_is(string items)
    {
        gateway.NativeUpstream.Script(Replies.Json(ResponsesWire.Whole("ok")));

        (await AskAsync(ResponsesHost.Native, items)).ShouldBe(200);

        gateway.NativeUpstream.LastRequest.Text.ShouldContain($"\"input\":[{items}]");
    }

    [Fact]
    public async Task A_declaration_that_is_sent_again_counts_once()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync(ResponsesHost.Chat, $"{Additional},{User},{Additional}", $",\"tools\":[{Functions}]")).ShouldBe(200);

        NamesIn(gateway.ChatUpstream.LastRequest.Json).ShouldBe(["functions__exec", "functions__wait"]);
    }

    [Fact]
    public async Task Tools_that_a_search_found_can_be_called()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync(
            ResponsesHost.Chat,
            $$"""
            {{User}},{"type":"tool_search_call","call_id":"call_1","status":"completed","execution":"client","arguments":{"query":"js"} },
            {"type":"tool_search_output","call_id":"call_1","status":"completed","execution":"client","tools":[{"type":"namespace",
            "name":"mcp__js","tools":[{"type":"function","name":"run","defer_loading":true,"parameters":{"type":"object"} }]}]},
            {"type":"function_call","call_id":"call_2","namespace":"mcp__js","name":"run","arguments":"{}"},
            {"type":"function_call_output","call_id":"call_2","output":"1"}
            """)).ShouldBe(200);

        var sent = gateway.ChatUpstream.LastRequest.Json;
        NamesIn(sent).ShouldBe(["mcp__js__run"]);
        sent.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString())
            .ShouldBe(["user", "assistant", "tool"]);
    }

    [Fact]
    public async Task A_tool_without_a_name_is_rejected_with_its_path()
    {
        var answer = await AskAsync(ResponsesHost.Chat, $$"""{{User}},{"type":"additional_tools","tools":[{"type":"function"}]}""");

        answer.ShouldBe(400);
        answer.Param.ShouldBe("input[1].tools[0].name");
    }

    /// <summary>
    /// ollama/ollama#18298, MetaFARS/codex-relay#60, sgl-project/sglang#35216: the task of a spawned agent. What Codex calls encrypted is
    /// the text that the model wrote, unless OpenAI did encrypt it.
    /// </summary>
    [Fact]
    public async Task A_message_of_an_agent_is_one_of_the_user()
    {
        gateway.ChatUpstream.Script(Replies.Json(ChatSse.Completion("ok")));

        (await AskAsync(ResponsesHost.Chat, Agent("List the files."))).ShouldBe(200);

        var message = gateway.ChatUpstream.LastRequest.Json.GetProperty("messages").EnumerateArray().ShouldHaveSingleItem();
        message.GetProperty("role").GetString().ShouldBe("user");
        message.GetProperty("content").GetRawText().ShouldContain("NEW_TASK");
        message.GetProperty("content").GetRawText().ShouldContain("List the files.");
    }

    [Fact]
    public async Task A_message_that_OpenAI_encrypted_is_rejected_with_its_path()
    {
        var answer = await AskAsync(ResponsesHost.Chat, Agent("gAAAAABo1x2-cipher"));

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Param.ShouldBe("input[0].content[1].encrypted_content");
    }

    private static string Agent(string task) =>
        $$"""
        {"type":"agent_message","id":"amsg_1","author":"/root","recipient":"/root/list","content":[
        {"type":"input_text","text":"Message Type: NEW_TASK\nPayload:\n"},{"type":"encrypted_content","encrypted_content":"{{task}}"}]}
        """;

    private static IEnumerable<string?> NamesIn(JsonElement sent) => sent.GetProperty("tools").EnumerateArray()
        .Select(static tool => tool.GetProperty("function").GetProperty("name").GetString());

    private async Task<GatewayAnswer> AskAsync(string model, string items, string more = "") => await ResponsesHost.AskAsync(
        await gateway.Team.MintAsync(), $$"""{"model":"{{model}}","store":false,"input":[{{items}}]{{more}}}""");
}
