using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Tests how a request in the newest or oldest form is adapted for a model that rejects that form, and that nothing else changes.
/// </summary>
public sealed class MessagesPatchTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string Marked =
        ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"},\"cache_control\":{\"type\":\"ephemeral\"}}]";

    [Theory]
    [InlineData(""","thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high"},"temperature":0.5""", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":18976}")]
    [InlineData(""","output_config":{"effort":"low"},"thinking":{"type":"adaptive"}""", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":4096}")]
    [InlineData(""","output_config": {"effort":"max", "format":{"type":"json_schema","schema":{}}},"a":1""", ",\"output_config\": { \"format\":{\"type\":\"json_schema\",\"schema\":{}}},\"a\":1")]
    [InlineData(""","thinking":{"type":"adaptive"},"tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],"tool_choice":{"type":"any"}""", ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"},\"cache_control\":{\"type\":\"ephemeral\"}}],\"tool_choice\":{\"type\":\"any\"}")]
    [InlineData(""","thinking":{"type":"adaptive"},"max_tokens_":1,"tool_choice":{"type":"any"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]}""", ",\"max_tokens_\":1,\"tool_choice\":{\"type\":\"any\"}")]
    [InlineData(""","thinking":{"type":"adaptive"},"tool_choice":{"type":"any"},"context_management":{"edits":[{"type":"clear_thinking_20251015"},{"type":"clear_tool_uses_20250919"}]}""", ",\"tool_choice\":{\"type\":\"any\"},\"context_management\":{\"edits\":[{\"type\":\"clear_tool_uses_20250919\"}]}")]
    [InlineData(""","thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}""", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":10240},\"context_management\":{\"edits\":[{\"type\":\"clear_thinking_20251015\"}]}")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":2000},"temperature":1""", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"temperature\":1")]
    public async Task An_older_model_receives_the_older_form(string extra, string expected) =>
        (await SentAsync(MessagesHost.Sonnet45, extra)).ShouldBe(Body("claude-sonnet-4-5", expected));

    [Theory]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":31999,"display":"omitted"},"temperature":1,"top_p":0.9,"x":1""", ",\"thinking\":{\"type\":\"adaptive\",\"display\":\"omitted\"},\"output_config\":{\"effort\":\"high\"},\"x\":1")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low"}""", ",\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":4000},"output_config":null""", ",\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":4000},"output_config":{}""", ",\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"low\"}")]
    [InlineData(""","output_config":{"effort":null},"thinking":{"type":"enabled","budget_tokens":4000}""", ",\"output_config\":{\"effort\":\"low\"},\"thinking\":{\"type\":\"adaptive\"}")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":10000},"output_config":{ "format":{"type":"json_schema","schema":{}}}""", ",\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"medium\", \"format\":{\"type\":\"json_schema\",\"schema\":{}}}")]
    [InlineData(""","thinking" : {"type":"disabled"} , "top_k":5""", " ")]
    [InlineData(Marked + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}", Marked + ",\"tool_choice\":{\"type\":\"auto\"}")]
    [InlineData(""","temperature":0.5, "top_p":0.9 ,"top_k":5""", " ")]
    public async Task A_newer_model_receives_the_newer_form(string extra, string expected) =>
        (await SentAsync(MessagesHost.Opus55, extra)).ShouldBe(Body("claude-opus-5-5", expected));

    [Fact]
    public async Task System_messages_within_the_conversation_become_user_messages_for_a_model_without_them()
    {
        const string Messages = """[{"role":"user","content":"a"},{"role" : "system","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]}]""";

        (await SentMessagesAsync(MessagesHost.Opus55, Messages)).ShouldBe(Messages);
        (await SentMessagesAsync(MessagesHost.Sonnet45, Messages)).ShouldBe(Messages.Replace("\"system\"", "\"user\""));
    }

    [Fact]
    public async Task A_turn_that_another_provider_continued_without_thinking_stays_without_thinking_for_a_model_with_a_budget()
    {
        const string Request = """{"model":"test/sonnet-4.5","max_tokens":20000,"thinking":{"type":"enabled","budget_tokens":2000},"tools":[{"name":"f","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[THINKING{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"y","cache_control":{"type":"ephemeral"}}]}]}""";

        (await ThinkingOfAsync(Request.Replace("THINKING", """{"type":"thinking","thinking":"b","signature":"EqQB"},"""))).ShouldBe("enabled");
        (await ThinkingOfAsync(Request.Replace("THINKING", ""))).ShouldBeNull();

        async Task<string?> ThinkingOfAsync(string request)
        {
            gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
            (await gateway.AskAsync(request)).ShouldBe(200);
            return gateway.Claude.LastRequest.Json.TryGetProperty("thinking", out var thinking) ? thinking.GetProperty("type").GetString() : null;
        }
    }

    [Fact]
    public async Task Thinking_with_a_signature_of_another_provider_is_removed()
    {
        const string Own = """{"type":"thinking","thinking":"b","signature":"EqQB"}""";
        const string Messages = """
            [{"role":"user","content":"x","cache_control":{}},{"role":"assistant","content":[ {"type":"thinking","thinking":"a","signature":"jinf.un."} , OWN,{"type":"thinking","thinking":"c"},{"type":"text","text":"t","cache_control":{"type":"ephemeral"}}]},
            {"role":"user","content":"y"},{"role":"assistant","content":[{"type":"thinking","thinking":"only","signature":"jinf.re.rs_1.gAAA"}]},{"role":"user","content":"z"}]
            """;

        var sent = await SentMessagesAsync(MessagesHost.Opus55, Messages.Trim().Replace("OWN", Own));

        sent.ShouldBe("""
            [{"role":"user","content":"x","cache_control":{}},{"role":"assistant","content":[  OWN,{"type":"text","text":"t","cache_control":{"type":"ephemeral"}}]},
            {"role":"user","content":"y"},{"role":"assistant","content":[{"type":"text","text":"…"}]},{"role":"user","content":"z"}]
            """.Trim().Replace("OWN", Own));
    }

    [Fact]
    public async Task A_turn_that_another_model_began_continues_without_a_thinking_budget()
    {
        const string Messages = """[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"a","signature":"jinf.un."},{"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"r","cache_control":{"type":"ephemeral"}}]}]""";
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync($$$"""{"model":"{{{MessagesHost.Sonnet45}}}","max_tokens":20000,"thinking":{"type":"adaptive"},"messages":{{{Messages}}}}""")).ShouldBe(200);

        gateway.Claude.LastRequest.Json.TryGetProperty("thinking", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("\"{\"")]
    [InlineData("[{\"type\":\"text\",\"text\":\"Sure\"}]")]
    public async Task A_newer_model_is_asked_to_continue_a_final_assistant_message(string begun)
    {
        var messages = """[{"role":"user","content":[{"type":"text","text":"x","cache_control":{}}]},{"role":"assistant","content":BEGUN}]""".Replace("BEGUN", begun);

        (await SentMessagesAsync(MessagesHost.Sonnet45, messages)).ShouldBe(messages);
        var sent = await SentMessagesAsync(MessagesHost.Opus55, messages);
        sent.ShouldStartWith(messages[..^1]);
        sent[(messages.Length - 1)..].ShouldStartWith(",{\"role\":\"user\",\"content\":\"Go on exactly");
    }

    [Fact]
    public async Task A_paused_turn_with_server_tools_is_passed_on_unchanged()
    {
        const string Messages = """[{"role":"user","content":[{"type":"text","text":"x","cache_control":{}}]},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}]}]""";

        (await SentMessagesAsync(MessagesHost.Opus55, Messages)).ShouldBe(Messages);
    }

    [Fact]
    public async Task A_cache_marker_of_the_whole_request_disables_automatic_markers()
    {
        const string Request = """{"max_tokens":10,"model":"test/opus-5.5","cache_control":{"type":"ephemeral","ttl":"1h"},"system":"s","messages":[{"role":"user","content":"one"}]}""";
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(Request)).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldBe(Request.Replace("test/opus-5.5", "claude-opus-5-5"));
    }

    [Fact]
    public async Task Cache_markers_are_added_after_the_instructions_the_tools_and_the_last_two_messages()
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        const string Request = """{"max_tokens":10,"model":"test/opus-5.5","system":"\u00e9 short","tools":[{"name":"a","input_schema":{"type":"object"}},{"name":"b","input_schema":{"type":"object"} }],"messages":[{"role":"user","content":"one"},{"role":"assistant","content":"two"},{"role":"user","content":[{"type":"text","text":"three"},{"type":"text","text":"four"}]}]}""";
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(Request)).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldBe(Request
            .Replace("test/opus-5.5", "claude-opus-5-5")
            .Replace("\"\\u00e9 short\"", $"[{{\"type\":\"text\",\"text\":\"\\u00e9 short\"{Mark}}}]")
            .Replace("\"object\"} }", $"\"object\"}} {Mark}}}")
            .Replace("\"two\"", $"[{{\"type\":\"text\",\"text\":\"two\"{Mark}}}]")
            .Replace("\"four\"}", $"\"four\"{Mark}}}"));
    }

    /// <summary>Anthropic refuses a marker at a deferred tool (router-for-me/CLIProxyAPI#4561, decolua/9router#3687).</summary>
    [Theory]
    [InlineData("""{"name":"a","eager_input_streaming":true|},{"name":"b","defer_loading":true},{"defer_loading":true,"name":"c"}""")]
    [InlineData("""{"name":"a","defer_loading":true},{"name":"b","defer_loading":false|},{"name":"c","defer_loading":true}""")]
    [InlineData("""{"name":"a","defer_loading":true},{"name":"b","defer_loading":true}""")]
    public async Task The_last_tool_that_is_not_deferred_is_marked(string tools)
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]";
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        var body = $$$"""{"model":"test/opus-5.5","max_tokens":10,"tools":[{{{tools.Replace("|", "")}}}],{{{Messages}}}}""";
        (await gateway.AskAsync(body)).ShouldBe(200);

        gateway.Claude.LastRequest.Json.GetProperty("tools").GetRawText().ShouldBe($"[{tools.Replace("|", Mark)}]");
    }

    [Fact]
    public async Task A_result_of_a_tool_and_the_call_before_it_are_marked_and_thinking_is_not()
    {
        const string Mark = ",\"cache_control\":{\"type\":\"ephemeral\"}";
        const string Messages = """[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"b","signature":"EqQB"},{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"r"}]}]""";
        const string Thinking = """[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"text","text":"t"},{"type":"thinking","thinking":"b","signature":"EqQB"}]},{"role":"user","content":[{"type":"text","text":"y"}]}]""";

        (await SentMessagesAsync(MessagesHost.Opus55, Messages)).ShouldBe(Messages.Replace("\"input\":{}}", $"\"input\":{{}}{Mark}}}").Replace("\"r\"}", $"\"r\"{Mark}}}"));
        (await SentMessagesAsync(MessagesHost.Opus55, Thinking)).ShouldBe(Thinking.Replace("\"y\"}", $"\"y\"{Mark}}}"));
    }

    [Fact]
    public async Task A_prompt_that_will_hardly_be_repeated_gets_no_cache_markers()
    {
        const string Request = """{"max_tokens":10,"model":"test/opus-5.5","system":"s","messages":[{"role":"user","content":"one"}]}""";
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync(Request)).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldBe(Request.Replace("test/opus-5.5", "claude-opus-5-5"));
    }

    [Fact]
    public async Task An_output_limit_above_the_models_maximum_is_lowered()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));

        (await gateway.AskAsync("""{"max_tokens": 64000 ,"model":"test/bounded","messages":[{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral"}}]}]}""")).ShouldBe(200);

        gateway.Claude.LastRequest.Text.ShouldContain("\"max_tokens\": 8192 ,");
    }

    private async Task<string> SentAsync(string model, string extra)
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        (await gateway.AskAsync(Body(model, extra))).ShouldBe(200);
        return gateway.Claude.LastRequest.Text;
    }

    private async Task<string> SentMessagesAsync(string model, string messages)
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.TextMessage("ab")));
        (await gateway.AskAsync($$$"""{"model":"{{{model}}}","max_tokens":100,"messages":{{{messages}}}}""")).ShouldBe(200);
        return gateway.Claude.LastRequest.Json.GetProperty("messages").GetRawText();
    }

    /// <summary>A request with the client's own cache marker, so that the gateway adds none.</summary>
    private static string Body(string model, string extra) =>
        $$$"""{"model":"{{{model}}}","max_tokens":20000,"messages":[{"role":"user","content":[{"type":"text","text":"hello","cache_control":{"type":"ephemeral"}}]}]{{{extra}}}}""";
}
