using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Rules;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Requests in which Cursor's agent sends Anthropic's forms to Chat Completions, as it does for models with "claude" in their name
/// (automazeio/vibeproxy#411, router-for-me/CLIProxyAPI#1165, forum.cursor.com/t/145588): tools with an <c>input_schema</c>, blocks of
/// calls and results, and the tool choice as an object (BerriAI/litellm#12168).
/// </summary>
[Trait("Promise", "P-27")]
public sealed class CursorFormsTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string Schema = """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""";

    private const string Tools =
        $$"""
        "tools":[{"name":"read_file","description":"Reads a file.","input_schema":{{Schema}}}],"tool_choice":{"type":"auto"}
        """;

    private const string Conversation =
        """
        "messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"u"}]},
        {"role":"assistant","content":[{"type":"text","text":"Reading."},
        {"type":"tool_use","id":"toolu_1","name":"read_file","input":{"path":"a"}},
        {"type":"tool_use","id":"toolu_2","name":"read_file","input":{"path":"b"}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"one"}]},
        {"type":"tool_result","tool_use_id":"toolu_2","content":"two","is_error":true},{"type":"text","text":"go on"}]}]
        """;

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Its_tools_have_their_schema_at_every_provider(string upstream)
    {
        var (_, sent) = await host.SendAsync("chat", upstream, $"{Conversation},{Tools}");

        var tool = sent.Json.GetProperty("tools").EnumerateArray().Single();
        if (upstream == "chat") tool.GetProperty("type").GetString().ShouldBe("function");
        if (tool.TryGetProperty("function", out var function)) tool = function;
        tool.GetProperty("name").GetString().ShouldBe("read_file");
        tool.GetProperty("description").GetString().ShouldBe("Reads a file.");
        var schema = tool.GetProperty(upstream == "messages" ? "input_schema" : "parameters");
        schema.GetProperty("properties").GetProperty("path").GetProperty("type").GetString().ShouldBe("string");
    }

    [Fact]
    public async Task Its_blocks_become_calls_and_results_of_Chat_Completions()
    {
        var (answer, sent) = await host.SendAsync("chat", "chat", $"{Conversation},{Tools}");

        var messages = sent.Json.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(static message => message.GetProperty("role").GetString())
            .ShouldBe(["system", "user", "assistant", "tool", "tool", "user"]);
        messages[2].GetProperty("content").GetString().ShouldBe("Reading.");
        CallsOf(messages[2]).ShouldBe(["toolu_1 read_file {\"path\":\"a\"}", "toolu_2 read_file {\"path\":\"b\"}"]);
        messages[3].GetProperty("tool_call_id").GetString().ShouldBe("toolu_1");
        messages[3].GetProperty("content").GetString().ShouldBe("one");
        messages[4].GetProperty("content").GetString().ShouldBe("Error: two");
        messages[5].GetProperty("content").GetString().ShouldBe("go on");
        sent.Text.ShouldNotContain("tool_use");
        (await host.AdjustedAsync(answer)).ShouldBe("foreign_forms");
    }

    [Theory]
    [InlineData("messages", "system s\nuser u\ncall\ncall\nassistant Reading.\nresult\nresult\nuser go on")]
    [InlineData("responses", "system s\nuser u\nassistant Reading.\ncall\ncall\nresult\nresult\nuser go on")]
    public async Task Its_blocks_reach_providers_of_other_dialects(string upstream, string turns)
    {
        var (_, sent) = await host.SendAsync("chat", upstream, $"{Conversation},{Tools}");

        RuleHost.Turns(sent).ShouldBe(turns);
    }

    [Fact]
    public async Task A_streamed_answer_stays_as_it_is()
    {
        const string Call =
            """{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"read_file","arguments":"{}"}}]}""";
        var events = ChatSse.Role() + ChatSse.Event(ChatSse.Chunk(Call, "null")) + ChatSse.Finish("tool_calls");
        host["chat"].Script(Replies.Sse(events + ChatSse.Usage() + ChatSse.Done));

        var (answer, _) = await host.SendAsync("chat", "chat", $"\"stream\":true,{Conversation},{Tools}");

        answer.Body.ShouldStartWith(events);
        answer.IsDone.ShouldBeTrue();
    }

    /// <summary>Anthropic's clients can name the type of their own tools: custom.</summary>
    [Theory]
    [InlineData("chat", """{"type":"custom","name":"f","input_schema":SCHEMA}""")]
    [InlineData("chat", """{"type":"function","name":"f","parameters":SCHEMA}""")]
    [InlineData("chat", """{"type":"function","function":{"name":"f","input_schema":SCHEMA}}""")]
    [InlineData("chat", """{"function":{"name":"f","parameters":SCHEMA}}""")]
    [InlineData("messages", """{"type":"custom","name":"f","input_schema":SCHEMA}""")]
    [InlineData("responses", """{"type":"custom","name":"f","input_schema":SCHEMA}""")]
    public async Task A_tool_in_any_form_of_a_function_is_one(string upstream, string tool)
    {
        var (_, sent) = await host.SendAsync(
            "chat", upstream, $"\"messages\":[{{\"role\":\"user\",\"content\":\"u\"}}],\"tools\":[{tool.Replace("SCHEMA", Schema)}]");

        var received = sent.Json.GetProperty("tools")[0];
        if (upstream != "messages") received.GetProperty("type").GetString().ShouldBe("function");
        if (received.TryGetProperty("function", out var function)) received = function;
        received.GetProperty(upstream == "messages" ? "input_schema" : "parameters").GetProperty("properties")
            .TryGetProperty("path", out _).ShouldBeTrue();
    }

    /// <summary>LangChain sends the calls of Claude in the content and as <c>tool_calls</c>.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task A_call_that_is_sent_in_both_forms_is_one_call(string upstream)
    {
        var (_, sent) = await host.SendAsync(
            "chat", upstream,
            """
            "messages":[{"role":"user","content":"u"},{"role":"assistant",
            "content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}],
            "tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"toolu_1","content":"r"}]
            """);

        RuleHost.Turns(sent).ShouldBe("user u\ncall\nresult");
    }

    /// <summary>Parts of Mistral's reasoning models, which have parts of their own, go back to it as they are.</summary>
    [Fact]
    public async Task Thinking_in_parts_stays_on_the_same_dialect_and_is_read_on_others()
    {
        const string Messages =
            """
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content":[
            {"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"a"}]},{"role":"user","content":"v"}]
            """;

        (await host.SendAsync("chat", "chat", Messages)).Sent.Text.ShouldBe($$"""{"model":"m",{{Messages}}}""");
        var (_, sent) = await host.SendAsync("chat", "messages", Messages);

        RuleHost.Turns(sent).ShouldBe("user u\nassistant a\nuser v");
    }

    [Theory]
    [InlineData(
        """{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_9","content":"r"}]}""",
        "messages[1].content[0].tool_use_id")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","content":"r"}]}""", "messages[1].content[0].tool_use_id")]
    [InlineData(
        """{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":"v"}""",
        "messages[1].content[0]")]
    [InlineData(
        """{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":7}]}""", "messages[1].content[0].input")]
    [InlineData("""{"role":"user","content":[{"type":"tool_use","id":"t","name":"f","input":{}}]}""", "messages[1]")]
    public async Task A_block_that_means_nothing_is_rejected_with_its_path(string message, string path)
    {
        var answer = await host.Caller.PostAsync(
            Caller.Completions, $$"""{"model":"test/chat","messages":[{"role":"user","content":"u"},{{message}}]}""");

        answer.ShouldBe(400);
        answer.Param.ShouldBe(path);
        answer.Message.ShouldContain(path.EndsWith("tool_use_id", StringComparison.Ordinal) ? path[..^".tool_use_id".Length] : path);
    }

    private static IEnumerable<string> CallsOf(JsonElement message) =>
        message.GetProperty("tool_calls").EnumerateArray().Select(static call =>
        {
            var function = call.GetProperty("function");
            return $"{call.GetProperty("id").GetString()} {function.GetProperty("name").GetString()} "
                + function.GetProperty("arguments").GetString();
        });
}
