namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Values without content that an endpoint rejects, although clients and models send them: what every translation leaves out, on the same
/// dialect too.
/// </summary>
[Trait("Promise", "P-1")]
public sealed class EmptyValueTests(RuleHost host) : IClassFixture<RuleHost>
{
    /// <summary>aws-samples/bedrock-access-gateway#258: once such a call is in the history, every further turn fails.</summary>
    [Theory]
    [InlineData("chat", "\"arguments\": \"\"")]
    [InlineData("chat", "\"arguments\":\"\"")]
    [InlineData("responses", "\"arguments\":\"\"")]
    public async Task Empty_arguments_of_an_earlier_call_become_an_empty_object(string client, string arguments)
    {
        var fields = client == "chat"
            ? $$$"""
            "messages":[{"role":"user","content":"\"arguments\":\"\""},{"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"f",{{{arguments}}}}},
            {"id":"call_2","type":"function","function":{{{{arguments}}},"name":"arguments"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"r"},{"role":"tool","tool_call_id":"call_2","content":""}]
            """
            : $$"""
            "input":[{"role":"user","content":"u"},{"type":"function_call","call_id":"call_1","name":"f",{{arguments}}},
            {"type":"function_call_output","call_id":"call_1","output":""}]
            """;

        var (answer, sent) = await host.SendAsync(client, "chat", fields);

        var calls = sent.Json.GetProperty("messages")[1].GetProperty("tool_calls").EnumerateArray();
        calls.ShouldAllBe(static call => call.GetProperty("function").GetProperty("arguments").GetString() == "{}");
        if (client == "responses") return;
        sent.Text.ShouldBe($$"""{"model":"m",{{fields.Replace(arguments, arguments.Replace("\"\"", "\"{}\""))}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("empty_values");
    }

    /// <summary>
    /// bytedance/UI-TARS-desktop#1879, BerriAI/litellm#34692: an empty block before a call, which other providers' streams leave in the
    /// history of a client.
    /// </summary>
    [Fact]
    public async Task A_blank_text_beside_other_content_is_not_sent()
    {
        var (answer, sent) = await host.SendAsync(
            "messages", "messages",
            """
            "max_tokens":100,"system":[{"type":"text","text":""},{"type":"text","text":"s"}],"messages":[{"role":"user","content":"u"},
            {"role":"assistant","content":[{"type":"text","text":""},{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":""},{"type":"text","text":" \n"}]},
            {"role":"assistant","content":[{"type":"text","text":""}]},{"role":"user","content":[{"text":"v","type":"text"}]}]
            """);

        var (system, messages) = (sent.Json.GetProperty("system"), sent.Json.GetProperty("messages"));
        system.EnumerateArray().Select(static block => block.GetProperty("text").GetString()).ShouldBe(["s"]);
        messages[1].GetProperty("content").EnumerateArray().Single().GetProperty("type").GetString().ShouldBe("tool_use");
        messages[2].GetProperty("content").EnumerateArray().Single().GetProperty("type").GetString().ShouldBe("tool_result");
        messages[3].GetProperty("content").GetArrayLength().ShouldBe(1, "a message needs content");
        (await host.AdjustedAsync(answer)).ShouldBe("empty_values");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task A_blank_text_of_another_dialect_is_not_sent_to_a_Messages_provider(string client)
    {
        var (_, sent) = await host.SendAsync(
            client, "messages",
            client == "chat"
                ? """
                "messages":[{"role":"system","content":""},{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"u"}]},
                {"role":"assistant","content":""},{"role":"user","content":" "}]
                """
                : """
                "instructions":"","input":[{"role":"user","content":[{"type":"input_text","text":""},{"type":"input_text","text":"u"}]},
                {"role":"assistant","content":[{"type":"output_text","text":""}]},{"role":"user","content":""}]
                """);

        RuleHost.Turns(sent).ShouldBe("user u");
    }

    /// <summary>openai/swarm#30, openai/openai-agents-python#4330.</summary>
    [Theory]
    [InlineData(""" "tools":[],"tool_choice":"auto","parallel_tool_calls":true""")]
    [InlineData(""" "tool_choice":"none" """)]
    [InlineData(""" "parallel_tool_calls":false""")]
    public async Task Without_tools_nothing_chooses_among_them(string fields)
    {
        var (answer, sent) = await host.SendAsync("chat", "lenient", $"\"messages\":[{{\"role\":\"user\",\"content\":\"u\"}}],{fields}");

        sent.Json.EnumerateObject().Select(static field => field.Name).ShouldBe(["model", "messages"]);
        (await host.AdjustedAsync(answer)).ShouldBe("empty_values");
    }

    [Theory]
    [InlineData(""" "tools":null,"tool_choice":null""")]
    [InlineData(""" "tool_choice":"required" """)]
    [InlineData(""" "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto","parallel_tool_calls":true""")]
    public async Task Other_choices_stay_as_they_are(string fields)
    {
        var all = $"\"messages\":[{{\"role\":\"user\",\"content\":\"u\"}}],{fields}";

        var (answer, sent) = await host.SendAsync("chat", "lenient", all);

        sent.Text.ShouldBe($$"""{"model":"m",{{all}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    /// <summary>
    /// Cursor sends an empty list as the content beside calls (archestra-ai/archestra#7375, BerriAI/litellm#9905) and one of calls
    /// (WordPress/php-ai-client#80, forum.cursor.com/t/146622): OpenAI expects at least one element, others a string.
    /// </summary>
    [Fact]
    public async Task Empty_lists_of_parts_and_of_calls_are_not_sent()
    {
        const string Calls = """ "tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}] """;
        const string Given =
            $$"""
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content": [ ] ,{{Calls}}},
            {"role":"tool","tool_call_id":"call_1","content":[]},{"tool_calls" : [],"role":"assistant","content":"a"},
            {"role":"assistant","content":"b","tool_calls":[ ]},{"role":"user","content":[]}]
            """;
        const string Expected =
            $$"""
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content": null ,{{Calls}}},
            {"role":"tool","tool_call_id":"call_1","content":""},{"role":"assistant","content":"a"},
            {"role":"assistant","content":"b"},{"role":"user","content":""}]
            """;

        var (answer, sent) = await host.SendAsync("chat", "chat", Given);

        sent.Text.ShouldBe($$"""{"model":"m",{{Expected}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("empty_values");
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Empty_lists_of_parts_and_of_calls_mean_nothing_in_translations(string upstream)
    {
        var (_, sent) = await host.SendAsync(
            "chat", upstream,
            """
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content":[],"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"f","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":[]},{"role":"assistant","content":"a","tool_calls":[]},
            {"role":"user","content":"v"}]
            """);

        RuleHost.Turns(sent).ShouldBe("user u\ncall\nresult\nassistant a\nuser v");
    }

    /// <summary>bytedance/deer-flow#4445: LangChain sends the arguments of earlier calls as it has parsed them.</summary>
    [Fact]
    public async Task Arguments_that_are_an_object_become_its_text()
    {
        const string Messages =
            """
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
            "function":{"name":"f","arguments":ARGUMENTS}}]},{"role":"tool","tool_call_id":"call_1","content":"r"}]
            """;

        const string Text =
            """
            "{ \"a\":\"q\\\"ä\",\"n\":1.0 }"
            """;

        var (answer, sent) = await host.SendAsync("chat", "chat", Messages.Replace("ARGUMENTS", """{ "a":"q\"ä","n":1.0 }"""));

        sent.Text.ShouldBe($$"""{"model":"m",{{Messages.Replace("ARGUMENTS", Text)}}}""");
        (await host.AdjustedAsync(answer)).ShouldBe("foreign_forms");
    }

    /// <summary>anthropics/claude-code#14199: an MCP server that was connected again lists its tools twice.</summary>
    [Theory]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task A_tool_that_is_listed_twice_is_sent_once(string upstream)
    {
        const string Tool = """{"type":"function","function":{"name":"f"}}""";

        var (_, sent) = await host.SendAsync(
            "chat", upstream, $"\"messages\":[{{\"role\":\"user\",\"content\":\"u\"}}],\"tools\":[{Tool},{Tool}]");

        sent.Json.GetProperty("tools").GetArrayLength().ShouldBe(1);
    }

    /// <summary>router-for-me/CLIProxyAPI#1125: Claude 4.1 to 4.6 accept one of both.</summary>
    [Theory]
    [InlineData("claude", """ "temperature":0.5,"top_p":0.9""", "temperature")]
    [InlineData("claude", """ "top_p":0.9,"temperature":0.5,"top_k":5""", "temperature top_k")]
    [InlineData("claude", """ "top_p":0.9,"temperature":null""", "top_p temperature")]
    [InlineData("messages", """ "temperature":0.5,"top_p":0.9""", "temperature top_p")]
    public async Task Newer_models_of_Claude_receive_one_of_temperature_and_top_p(string upstream, string sampling, string expected)
    {
        var (_, sent) = await host.SendAsync(
            "messages", upstream, $"\"max_tokens\":100,\"messages\":[{{\"role\":\"user\",\"content\":\"u\"}}],{sampling}");

        var names = sent.Json.EnumerateObject().Select(static field => field.Name);
        string.Join(' ', names.Except(["model", "max_tokens", "messages"])).ShouldBe(expected);
    }
}
