using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;

/// <summary>Tests Messages clients with a provider of Chat Completions, and chat clients with a provider of Messages, over real sockets.</summary>
[Trait("Promise", "P-16")]
public sealed class AcrossDialectsTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    private const string MessagesTools = """
        ,"tools":[{"name":"get_weather","description":"d","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]
        """;

    [Fact]
    public async Task A_compaction_summary_is_sent_as_text()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("ab")));

        (await gateway.AskAsync($$$"""{"model":"{{{MessagesHost.Gpt}}}","max_tokens":9,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"compaction","content":"summary"},{"type":"text","text":"A"}]},{"role":"user","content":"z"}]}""")).ShouldBe(200);

        gateway.Chat.LastRequest.Json.GetProperty("messages")[1].GetProperty("content").GetString().ShouldBe("summary\n\nA");
    }

    [Fact]
    public async Task A_Messages_request_is_answered_by_a_chat_provider()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("an answer", ChatSse.OpenAiUsage)));

        var answer = await gateway.AskAsync($$$"""
            {"model":"{{{MessagesHost.Gpt}}}","max_tokens":500,"system":[{"type":"text","text":"be brief","cache_control":{"type":"ephemeral"}}],"stop_sequences":["END"],"temperature":0.5,
             "thinking":{"type":"adaptive"},"output_config":{"effort":"low"},"context_management":{"edits":[]},
             "messages":[{"role":"user","content":[{"type":"text","text":"look \u00e9"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]{{{MessagesTools}}}}
            """);

        answer.ShouldBe(200);
        var sent = gateway.Chat.LastRequest.Json;
        sent.GetProperty("model").GetString().ShouldBe("gpt");
        sent.GetProperty("messages")[0].GetProperty("role").GetString().ShouldBe("system");
        sent.GetProperty("messages")[1].GetRawText().ShouldContain("look \\u00e9");
        sent.GetProperty("messages")[1].GetRawText().ShouldContain("data:image/png;base64,AAAA");
        sent.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString().ShouldBe("get_weather");
        sent.GetProperty("stop")[0].GetString().ShouldBe("END");
        sent.TryGetProperty("context_management", out _).ShouldBeFalse();
        answer.Json.GetProperty("type").GetString().ShouldBe("message");
        answer.Json.GetProperty("content").GetRawText().ShouldBe("""[{"type":"text","text":"an answer","citations":null}]""");
        answer.Json.GetProperty("stop_reason").GetString().ShouldBe("end_turn");
        answer.Json.GetProperty("usage").GetRawText().ShouldStartWith(
            """{"input_tokens":60,"cache_creation_input_tokens":0,"cache_read_input_tokens":40,"output_tokens":20,""");
    }

    [Fact]
    [Trait("Promise", "P-19")]
    public async Task Streamed_calls_of_a_chat_provider_become_tool_use_blocks_and_their_results_are_returned_to_it()
    {
        gateway.Chat.Script(Replies.Sse(
            ChatSse.Role() + ChatSse.Text("let me see")
            + Tool("""{"index":0,"id":"call_a","type":"function","function":{"name":"get_weather","arguments":""}}""") + Tool("""{"index":0,"function":{"arguments":"{\"city\":"}}""")
            + Tool("""{"index":0,"function":{"arguments":"\"Paris\"}"}}""") + Tool("""{"index":1,"id":"functions.get_weather:1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Tōkyō\"}"}}""")
            + ChatSse.Finish("tool_calls") + ChatSse.Usage(ChatSse.OpenAiUsage) + ChatSse.Done));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Gpt, MessagesTools)));

        stream.Blocks[0].ShouldBe("text:let me see");
        stream.Blocks[1].ShouldBe("tool_use:call_a:get_weather:{\"city\":\"Paris\"}");
        stream.Blocks[2].ShouldEndWith(":get_weather:{\"city\":\"Tōkyō\"}");
        stream.StopReason.ShouldBe("tool_use");
        stream.Delta.GetProperty("usage").GetProperty("output_tokens").GetInt64().ShouldBe(20);
        stream.IsDone.ShouldBeTrue();

        var second = stream.Blocks[2].Split(':')[1];
        second.ShouldMatch("^[a-zA-Z0-9_-]+$");
        gateway.Chat.Script(Replies.Sse(ChatSse.Stream("rain")));
        var answer = await gateway.AskAsync($$$"""
            {"model":"{{{MessagesHost.Gpt}}}","max_tokens":500,"stream":true,"messages":[{"role":"user","content":"weather?"},
             {"role":"assistant","content":[{"type":"text","text":"let me see"},{"type":"tool_use","id":"call_a","name":"get_weather","input":{"city":"Paris"}},{"type":"tool_use","id":"{{{second}}}","name":"get_weather","input":{"city":"T"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_a","content":"rain","is_error":false},{"type":"tool_result","tool_use_id":"{{{second}}}","content":[{"type":"text","text":"snow"}]}]}]{{{MessagesTools}}}}
            """);

        MessageStream.Of(answer).Text.ShouldBe("rain");
        var messages = gateway.Chat.LastRequest.Json.GetProperty("messages");
        messages[1].GetProperty("tool_calls")[1].GetProperty("id").GetString().ShouldBe("functions.get_weather:1");
        messages[2].GetProperty("tool_call_id").GetString().ShouldBe("call_a");
        messages[3].GetProperty("tool_call_id").GetString().ShouldBe("functions.get_weather:1");
        messages[3].GetRawText().ShouldContain("snow");
    }

    [Fact]
    [Trait("Promise", "P-18")]
    public async Task A_stream_from_Anthropic_reaches_a_chat_client_as_chunks()
    {
        gateway.Claude.Script(Replies.Sse(MessagesWire.Stream(
            MessagesWire.Thinking(0, "EqQB", "hm") + MessagesWire.Text(1, "é ", "so") + MessagesWire.Call(2, "toolu_1", "f", "{\"a\":", "1}"), "tool_use")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(MessagesHost.Sonnet45, extra: ",\"stream_options\":{\"include_usage\":true}"));

        answer.ShouldBe(200);
        answer.StreamedText.ShouldBe("é so");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks.ShouldAllBe(static chunk => chunk.GetProperty("object").GetString() == "chat.completion.chunk");
        string.Concat(Deltas(answer, "reasoning_content")).ShouldBe("hm");
        answer.Chunks.Single(static chunk => Finish(chunk) is not null).GetProperty("choices")[0].GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        var usage = answer.Chunks[^1].GetProperty("usage");
        usage.GetProperty("prompt_tokens").GetInt64().ShouldBe(100);
        usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64().ShouldBe(30);
        usage.GetProperty("completion_tokens").GetInt64().ShouldBe(20);
        gateway.Claude.LastRequest.Path.ShouldBe("/v1/messages");
        gateway.Claude.LastRequest.Header("x-api-key").ShouldBe("sk-upstream-claude-credential");
        gateway.Claude.LastRequest.Header("anthropic-version").ShouldBe("2023-06-01");
        gateway.Claude.LastRequest.Json.GetProperty("stream").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_chat_clients_schema_is_sent_as_a_tool_whose_arguments_become_the_text()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.Message("""{"type":"tool_use","id":"toolu_1","name":"jusinfer_answer","input":{"n":1.50}}""", "tool_use")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(
            MessagesHost.Sonnet45, extra: """
            ,"response_format":{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"n":{"type":"number","minimum":1}}}}}
            """));

        var message = answer.Json.GetProperty("choices")[0];
        message.GetProperty("message").GetProperty("content").GetString().ShouldBe("{\"n\":1.50}");
        message.GetProperty("finish_reason").GetString().ShouldBe("stop");
        gateway.Claude.LastRequest.Json.GetProperty("tool_choice").GetProperty("name").GetString().ShouldBe("jusinfer_answer");
    }

    [Fact]
    public async Task Thinking_that_a_chat_client_dropped_is_restored_for_Anthropic()
    {
        const string Chat = """{"model":"MODEL","reasoning_effort":"low","max_tokens":9000,"messages":[{"role":"user","content":"go"}MORE],"tools":[{"type":"function","function":{"name":"f"}}]}""";
        var caller = await gateway.Team.MintAsync();
        gateway.Claude.Script(
            Replies.Json(MessagesWire.Message("""{"type":"thinking","thinking":"hm","signature":"EqQB"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}}""", "tool_use")),
            Replies.Json(MessagesWire.TextMessage("done")));

        (await caller.AskAsync(Chat.Replace("MODEL", MessagesHost.Sonnet45).Replace("MORE", ""))).ShouldBe(200);
        (await caller.AskAsync(Chat.Replace("MODEL", MessagesHost.Sonnet45).Replace("MORE",
            """,{"role":"assistant","content":null,"tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]},{"role":"tool","tool_call_id":"toolu_1","content":"r"}"""))).ShouldBe(200);

        var sent = gateway.Claude.LastRequest.Json;
        sent.GetProperty("messages")[1].GetProperty("content")[0].GetRawText().ShouldBe("""{"type":"thinking","thinking":"hm","signature":"EqQB"}""");
        sent.GetProperty("thinking").GetProperty("type").GetString().ShouldBe("enabled");
    }

    [Theory]
    [InlineData("""{"type":"web_fetch_20250910","name":"web_fetch"}""", "web_fetch_20250910")]
    [InlineData("""{"type":"bash_20250124","name":"bash"}""", "bash_20250124")]
    [InlineData("""{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"}""", "text_editor_20250728")]
    public async Task A_tool_that_only_Anthropic_has_is_rejected_by_name_for_other_providers(string tool, string type)
    {
        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt, $$$""","tools":[{"name":"f","input_schema":{"type":"object"}},{{{tool}}}]"""));

        answer.ShouldBe(400);
        answer.Code.ShouldBe("UNSUPPORTED");
        answer.Param.ShouldBe("tools[1]");
        answer.Message.ShouldContain(type);
    }

    [Fact]
    public async Task An_unknown_block_is_rejected_with_its_path()
    {
        var answer = await gateway.AskAsync(MessagesHost.Asking(MessagesHost.Gpt, content: """[{"type":"text","text":"a"},{"type":"hologram"}]"""));

        answer.ShouldBe(400);
        answer.Code.ShouldBe("UNSUPPORTED");
        answer.Param.ShouldBe("messages[0].content[1].type");
    }

    [Fact]
    public async Task An_unstreamed_answer_to_a_streaming_request_is_streamed()
    {
        gateway.Claude.Script(Replies.Json(MessagesWire.Message("""{"type":"text","text":"ab"},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":[1]}}""", "tool_use")));

        var stream = MessageStream.Of(await gateway.AskAsync(MessagesHost.Streaming(MessagesHost.Opus55)));

        stream.Blocks.ShouldBe(["text:ab", "tool_use:toolu_1:f:{\"a\":[1]}"]);
        stream.StopReason.ShouldBe("tool_use");
        stream.IsDone.ShouldBeTrue();
    }

    private static IEnumerable<string?> Deltas(GatewayAnswer answer, string field) => answer.Chunks
        .SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray())
        .Select(choice => choice.GetProperty("delta").TryGetProperty(field, out var text) ? text.GetString() : null);

    private static JsonElement? Finish(JsonElement chunk) =>
        chunk.GetProperty("choices").GetArrayLength() > 0 && chunk.GetProperty("choices")[0].GetProperty("finish_reason") is { ValueKind: JsonValueKind.String } reason ? reason : null;

    private static string Tool(string call) => ChatSse.Event(ChatSse.Chunk($$"""{"tool_calls":[{{call}}]}""", "null"));
}
