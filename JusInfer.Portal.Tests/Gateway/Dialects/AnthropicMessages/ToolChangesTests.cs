using System.Text;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// System messages add tools and take them away (aaif-goose/goose#10743, langchain-ai/langchainjs#11707). Other dialects have only the list
/// of the request, which then has the tools that are offered at the end of the conversation.
/// </summary>
public sealed class ToolChangesTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Tools = """
        [{"name":"read","input_schema":{"type":"object"}},{"name":"write","input_schema":{"type":"object"}},
        {"name":"later","defer_loading":true,"input_schema":{"type":"object"}}]
        """;

    private const string CallsLater = """
        ,{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"later","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"ok"}]}
        """;

    [Theory]
    [InlineData("", "read write")]
    [InlineData("-write", "read")]
    [InlineData("+later", "read write later")]
    [InlineData("+later -read", "write later")]
    [InlineData("-read +read", "read write")]
    [InlineData("+later -later", "read write")]
    [InlineData("-read -read -write", "")]
    [InlineData("=deploy", "read write deploy")]
    [InlineData("=deploy -deploy", "read write")]
    [InlineData("=deploy -deploy +deploy", "read write deploy")]
    [InlineData("=deploy +later", "read write deploy later")]
    [InlineData("+later =deploy", "read write later deploy")]
    [InlineData("~", "read write later")]
    public async Task The_request_offers_the_tools_at_the_end_of_the_conversation(string changes, string offered)
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(Request(Messages(changes)))).ShouldBe(200);

        Offered.ShouldBe(offered);
        gateway.Chat.LastRequest.Json.GetProperty("messages").GetRawText().ShouldBe("""[{"role":"user","content":"u"}]""");
    }

    [Fact]
    public async Task Text_beside_a_change_is_kept()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(Request(
            $$"""{"role":"user","content":"u"},{"role":"system","content":[{"type":"text","text":"be careful"},{{Change("-write")}}]}""")))
            .ShouldBe(200);

        Offered.ShouldBe("read");
        gateway.Chat.LastRequest.Text.ShouldContain("be careful");
    }

    [Fact]
    public async Task A_tool_by_value_replaces_that_of_the_same_name()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(Request(Messages("=read")))).ShouldBe(200);

        Offered.ShouldBe("read write");
        gateway.Chat.LastRequest.Json.GetProperty("tools")[0].GetProperty("function").GetProperty("description").GetString()
            .ShouldBe("added");
    }

    [Fact]
    public async Task A_request_without_tools_can_add_one_and_require_it()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        var answer = await gateway.AskAsync(
            $$"""
            {"model":"{{MessagesHost.Gpt}}","max_tokens":100,"tool_choice":{"type":"tool","name":"deploy"},
            "messages":[{{Messages("=deploy")}}]}
            """);

        answer.ShouldBe(200);
        Offered.ShouldBe("deploy");
        gateway.Chat.LastRequest.Json.GetProperty("tool_choice").GetProperty("function").GetProperty("name").GetString()
            .ShouldBe("deploy");
    }

    /// <summary>A client's own search of tools (Claude Code's ToolSearch) loads a tool by a reference in its result.</summary>
    [Fact]
    public async Task A_reference_in_a_result_loads_a_deferred_tool()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(Request("""
            {"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"read","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1",
            "content":[{"type":"tool_reference","tool_name":"later"}]}]}
            """))).ShouldBe(200);

        Offered.ShouldBe("read write later");
        var messages = gateway.Chat.LastRequest.Json.GetProperty("messages");
        messages[messages.GetArrayLength() - 1].GetProperty("content").GetString().ShouldBe("Loaded: later");
    }

    [Fact]
    public async Task Deferred_tools_alone_are_offered()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        var alone = """[{"name":"later","defer_loading":true,"input_schema":{"type":"object"}}]""";
        (await gateway.AskAsync(Request(Messages(""), alone))).ShouldBe(200);

        Offered.ShouldBe("later");
    }

    /// <summary>A compaction is signed: its client cannot take out what the request no longer has.</summary>
    [Fact]
    public async Task A_change_in_a_compaction_that_is_not_understood_has_no_effect()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));
        const string Unknown = """
            {"type":"tool_removal","tool":{"type":"tool_reference","name":"gone"}},
            {"type":"other","tool":{"type":"tool_reference","name":"read"}},7,
            {"type":"tool_addition","tool":{"type":"mcp_toolset_reference","server_name":"s"}},
            {"type":"tool_removal","tool":{"type":"tool_reference","name":"write"}}
            """;

        (await gateway.AskAsync(Request(
            $$"""
            {"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"compaction","content":"so far","tool_changes":[{{Unknown}}]}]},
            {"role":"user","content":"go on"}
            """))).ShouldBe(200);

        Offered.ShouldBe("read");
    }

    /// <summary>A prompt cache keeps the list up to the first difference.</summary>
    [Fact]
    public async Task Loaded_tools_follow_the_others_in_the_order_in_which_they_were_loaded()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));
        const string More = """[{"name":"first","defer_loading":true,"input_schema":{"type":"object"}},""";

        (await gateway.AskAsync(Request(Messages("+later +first"), More + Tools[1..]))).ShouldBe(200);

        Offered.ShouldBe("read write later first");
    }

    /// <summary>A client that compacts its conversation drops the references, and keeps calls.</summary>
    [Fact]
    public async Task A_deferred_tool_that_was_called_is_offered()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(Request(Messages("") + CallsLater))).ShouldBe(200);

        Offered.ShouldBe("read write later");
    }

    [Fact]
    public async Task Neither_a_call_nor_a_reference_brings_a_tool_back_that_was_taken_away()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));
        var referring = CallsLater.Replace("\"ok\"", """[{"type":"tool_reference","tool_name":"later"}]""", StringComparison.Ordinal);

        (await gateway.AskAsync(Request(Messages("-later") + referring))).ShouldBe(200);

        Offered.ShouldBe("read write");
    }

    [Fact]
    public async Task A_deferred_tool_that_must_be_called_is_offered()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync(
            $$"""
            {"model":"{{MessagesHost.Gpt}}","max_tokens":100,"tools":{{Tools}},"tool_choice":{"type":"tool","name":"later"},
            "messages":[{{Messages("")}}]}
            """)).ShouldBe(200);

        Offered.ShouldBe("read write later");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-tool_search_tool_regex")]
    [InlineData("-tool_search_tool_regex +tool_search_tool_regex")]
    public async Task Anthropics_search_of_tools_which_other_models_lack_loads_all(string changes)
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));
        const string Search = """[{"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"},""";

        (await gateway.AskAsync(Request(Messages(changes), Search + Tools[1..]))).ShouldBe(200);

        Offered.ShouldBe("read write later");
    }

    [Theory]
    [InlineData("-web_search", 200)]
    [InlineData("-unheard_of", 400)]
    public async Task A_change_of_a_tool_that_the_gateway_leaves_out_has_no_effect(string change, int status)
    {
        gateway.Chat.Always(Replies.Json(ChatSse.Completion("ab")));
        const string Hosted = """[{"type":"web_search_20250305","name":"web_search"},""";

        (await gateway.AskAsync(Request(Messages(change), Hosted + Tools[1..]))).ShouldBe(status);

        if (status == 200) Offered.ShouldBe("read write");
    }

    [Fact]
    public void The_cache_marker_of_a_tool_that_is_not_offered_moves_to_the_one_before_it()
    {
        const string Marked = """
            [{"name":"a","input_schema":{}},{"name":"b","cache_control":{"type":"ephemeral"},"input_schema":{}},
            {"name":"c","input_schema":{}},{"name":"d","cache_control":{"type":"ephemeral"},"defer_loading":true,"input_schema":{}}]
            """;

        using var conversation = MessagesConversationReader.Read(
            Encoding.UTF8.GetBytes(Request(Messages("-b"), Marked)), removedTools: []);

        conversation.Tools.Select(static tool => (tool.Name, tool.CacheControl is not null)).ShouldBe([("a", true), ("c", true)]);
        conversation.WithheldTools.Select(static tool => tool.Name).ShouldBe(["b", "d"]);
    }

    /// <summary>The tools of the messages that a compaction has replaced.</summary>
    [Fact]
    public async Task A_compaction_has_the_changes_of_what_it_summarizes()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        var changes = $"{Change("-write")},{Change("+later")}";

        (await gateway.AskAsync(Request($$"""
            {"role":"assistant","content":[{"type":"compaction","content":"hello","signature":"EuYB","tool_changes":[{{changes}}]}]},
            {"role":"user","content":"u"}
            """))).ShouldBe(200);

        Offered.ShouldBe("read later");
    }

    [Theory]
    [InlineData(MessagesHost.Gpt)]
    [InlineData(MessagesHost.Opus55)]
    public async Task A_tool_that_a_compaction_defines_can_be_required(string model)
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(
            $$"""
            {"model":"{{model}}","max_tokens":100,"tool_choice":{"type":"tool","name":"deploy"},"tools":{{Tools}},
            "messages":[{{Compaction}},{"role":"user","content":"u"}]}
            """)).ShouldBe(200);

        if (model == MessagesHost.Gpt) Offered.ShouldBe("read write deploy");
    }

    [Fact]
    public void A_tool_that_a_compaction_defines_needs_a_model_with_tools() =>
        MessagesRequestReader.Read(Encoding.UTF8.GetBytes(Request(Compaction, "[]"))).Value.Features.RequiredCapabilities
            .ShouldBe(Capabilities.Tools);

    /// <summary>What a tool, such as that of an MCP server, or a document contains must not replace a tool.</summary>
    [Theory]
    [InlineData("{0}")]
    [InlineData("""{"type":"tool_result","tool_use_id":"toolu_1","content":[{0}]}""")]
    [InlineData("""{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"search_result","source":"s","content":[{0}]}]}""")]
    [InlineData("""{"type":"search_result","source":"s","content":[{0}]}""")]
    [InlineData("""{"type":"document","source":{"type":"content","content":[{0}]}}""")]
    public async Task Only_system_messages_change_tools(string block)
    {
        gateway.Chat.Script();
        var content = block.Replace("{0}", Change("=read"), StringComparison.Ordinal);

        var call = block.Contains("tool_result", StringComparison.Ordinal)
            ? """{"type":"tool_use","id":"toolu_1","name":"read","input":{}}"""
            : """{"type":"text","text":"a"}""";

        var answer = await gateway.AskAsync(Request($$"""
            {"role":"user","content":"u"},{"role":"assistant","content":[{{call}}]},{"role":"user","content":[{{content}}]}
            """));

        answer.ShouldBe(400);
        answer.Message.ShouldContain("is 'tool_addition', a block type that the selected model does not support");
        gateway.Chat.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_compaction_in_the_result_of_a_tool_changes_nothing()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));
        var found = $$"""[{"type":"compaction","content":"c","tool_changes":[{{Change("-write")}}]}]""";

        (await gateway.AskAsync(Request(Messages("") + CallsLater.Replace("\"ok\"", found, StringComparison.Ordinal)))).ShouldBe(200);

        Offered.ShouldBe("read write later");
    }

    [Fact]
    public async Task A_document_in_chat_completions_changes_no_tools()
    {
        gateway.Claude.Script();

        var answer = await (await gateway.Team.MintAsync()).PostAsync(
            Caller.Completions,
            $$$"""
            {"model":"{{{MessagesHost.Opus55}}}","messages":[{"role":"user","content":[{"type":"document","source":{"type":"content",
            "content":[{{{Change("=read")}}}]}}]}]}
            """);

        answer.ShouldBe(400);
        answer.Message.ShouldContain("is 'tool_addition', a block type that the selected model does not support");
        gateway.Claude.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("+unheard_of", "'messages[1].content[0].tool.name' is 'unheard_of', which is no tool of the request")]
    [InlineData("-unheard_of", "'messages[1].content[0].tool.name' is 'unheard_of', which is no tool of the request")]
    [InlineData("mcp", "'messages[1].content[0].tool.type' is 'mcp_toolset_reference', but must be tool_reference or tool_definition")]
    public async Task A_change_of_an_unknown_tool_is_rejected(string change, string message)
    {
        gateway.Chat.Script();

        var answer = await gateway.AskAsync(Request(Messages(change)));

        answer.ShouldBe(400);
        answer.Message.ShouldContain(message);
        answer.Param!.ShouldStartWith("messages[1].content[0].tool.");
        gateway.Chat.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_choice_of_a_tool_that_was_taken_away_is_rejected()
    {
        gateway.Chat.Script();

        var answer = await gateway.AskAsync(
            $$"""
            {"model":"{{MessagesHost.Gpt}}","max_tokens":100,"tools":{{Tools}},"tool_choice":{"type":"tool","name":"write"},
            "messages":[{{Messages("-write")}}]}
            """);

        answer.ShouldBe(400);
        answer.Code.ShouldBe("INVALID_REQUEST");
        answer.Param.ShouldBe("tool_choice.name");
        gateway.Chat.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Anthropic_gets_the_changes_as_they_are()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        var messages = $"[{Messages("+later -read")}]";

        (await gateway.AskAsync(
            $$"""{"model":"{{MessagesHost.Opus55}}","max_tokens":100,"tools":{{Tools}},"messages":{{messages}}}""")).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldContain("\"type\":\"tool_addition\"");
        gateway.Claude.LastRequest.Json.GetProperty("tools").GetArrayLength().ShouldBe(3);
    }

    private static string Compaction =>
        $$"""{"role":"assistant","content":[{"type":"compaction","content":"c","tool_changes":[{{Change("=deploy")}}]}]}""";

    private string Offered => gateway.Chat.LastRequest.Json.TryGetProperty("tools", out var tools)
        ? string.Join(' ', tools.EnumerateArray().Select(static tool => tool.GetProperty("function").GetProperty("name").GetString()))
        : "";

    private static string Request(string messages, string tools = Tools) =>
        $$"""{"model":"{{MessagesHost.Gpt}}","max_tokens":100,"tools":{{tools}},"messages":[{{messages}}]}""";

    /// <summary>
    /// A conversation of which each system message makes one change: <c>+</c> adds, <c>-</c> removes, <c>=</c> adds by value, <c>~</c> adds
    /// a search by value.
    /// </summary>
    private static string Messages(string changes) => "{\"role\":\"user\",\"content\":\"u\"}"
        + string.Concat(changes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static change => $",{{\"role\":\"system\",\"content\":[{Change(change)}]}}"));

    private static string Change(string change) => change[0] switch
    {
        '+' => $$$"""{"type":"tool_addition","tool":{"type":"tool_reference","name":"{{{change[1..]}}}"}}""",
        '-' => $$$"""{"type":"tool_removal","tool":{"type":"tool_reference","name":"{{{change[1..]}}}"}}""",
        '=' => """{"type":"tool_addition","tool":{"type":"tool_definition","definition":"""
            + $$"""{"name":"{{change[1..]}}","description":"added","input_schema":{"type":"object" } } } }""",
        '~' => """{"type":"tool_addition","tool":{"type":"tool_definition","definition":"""
            + """{"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"}}}""",
        _ => """{"type":"tool_addition","tool":{"type":"mcp_toolset_reference","server_name":"files"}}""",
    };
}
