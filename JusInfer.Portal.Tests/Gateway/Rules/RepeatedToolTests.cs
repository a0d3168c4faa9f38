using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Tools with equal names: an MCP server that was connected again lists its tools twice (anthropics/claude-code#14199), and providers
/// answer "Tool names must be unique". Identical ones are sent once; different ones are an error of the request, at every door.
/// </summary>
[Trait("Promise", "P-1")]
public sealed class RepeatedToolTests(RuleHost host) : IClassFixture<RuleHost>
{
    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (var client in (string[])["chat", "functions", "messages", "responses", "ollama", "gemini"])
        {
            foreach (var upstream in (string[])["chat", "messages", "responses"]) ways.Add(client, upstream);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Identical_tools_are_sent_once(string client, string upstream)
    {
        var (tool, other) = (ToolOf(client, "f", "d"), ToolOf(client, "g", "d"));

        (await AskAsync(client, upstream, $"{tool},{other}, {tool},{tool}")).ShouldBe(200);

        var tools = host[upstream].LastRequest.Json.GetProperty("tools").EnumerateArray()
            .Select(static tool => tool.TryGetProperty("function", out var function) ? function : tool);
        tools.Select(static tool => tool.GetProperty("name").GetString()).ShouldBe(["f", "g"]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Different_tools_with_one_name_are_rejected(string client, string upstream)
    {
        var answer = await AskAsync(client, upstream, $"{ToolOf(client, "f", "d")},{ToolOf(client, "f", "other")}");

        answer.ShouldBe(400);
        answer.Message.ShouldContain(client switch
        {
            "functions" => "'functions[1].name'",
            "gemini" => "'tools[0].functionDeclarations[1].name'",
            "messages" or "responses" => "'tools[1].name'",
            _ => "'tools[1].function.name'",
        });
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Everything_else_stays_byte_for_byte(string dialect)
    {
        var tool = ToolOf(dialect, "f", "d");
        var fields = FieldsOf(dialect).Replace("TOOLS", $"{tool} ,\n{tool}");

        var (answer, sent) = await host.SendAsync(dialect, dialect, $"{fields},\"x\" : 1.0");

        sent.Text.ShouldEndWith(
            $"{fields.Replace($"{tool} ,\n{tool}", $"{tool} {new string(' ', tool.Length + 2)}")},\"x\" : 1.0}}");
        (await host.AdjustedAsync(answer)).ShouldBe("repeated_tools");
    }

    /// <summary>Agents mark their last tool, which may be the repeated one.</summary>
    [Fact]
    public async Task The_tool_with_a_cache_marker_is_the_one_that_stays()
    {
        const string Schema = "\"input_schema\":{\"type\":\"object\"}";

        var (_, sent) = await host.SendAsync(
            "messages", "messages",
            FieldsOf("messages").Replace(
                "TOOLS", $$"""{"name":"f",{{Schema}}},{"name":"f","cache_control":{"type":"ephemeral"},{{Schema}}}"""));

        sent.Json.GetProperty("tools").EnumerateArray().Single().TryGetProperty("cache_control", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Tools_of_different_namespaces_can_have_one_name()
    {
        const string Tool = """{"type":"function","name":"f","parameters":{"type":"object","properties":{}}}""";

        var (_, sent) = await host.SendAsync(
            "responses", "responses",
            $$"""
            "input":"u","tools":[{{Tool}},{"type":"namespace","name":"a","tools":[{{Tool}},{{Tool}}]},
            {"type":"namespace","name":"b","tools":[{{Tool}}]},{"type":"namespace","name":"b","tools":[{{Tool}}]}]
            """);

        sent.Json.GetProperty("tools").EnumerateArray()
            .Select(static tool => tool.TryGetProperty("tools", out var inner) ? inner.GetArrayLength() : 0).ShouldBe([0, 1, 1]);
    }

    [Fact]
    public async Task More_tools_than_usual_are_compared_too()
    {
        var many = string.Join(',', Enumerable.Range(0, 300).Select(static number => ToolOf("chat", $"f{number}", "d")));

        var (_, sent) = await host.SendAsync(
            "chat", "chat", FieldsOf("chat").Replace("TOOLS", $"{many},{ToolOf("chat", "f299", "d")}"));

        sent.Json.GetProperty("tools").GetArrayLength().ShouldBe(300);
    }

    /// <summary>The count has the same tools as the call.</summary>
    [Fact]
    public async Task A_count_of_tokens_rejects_different_tools_too()
    {
        var tools = $"{ToolOf("messages", "f", "d")},{ToolOf("messages", "f", "other")}";

        var answer = await host.Caller.PostAsync(
            "/v1/messages/count_tokens", $$"""{"model":"test/messages",{{FieldsOf("messages").Replace("TOOLS", tools)}}}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain("tools[1].name");
    }

    private Task<GatewayAnswer> AskAsync(string client, string upstream, string tools)
    {
        var fields = FieldsOf(client).Replace("TOOLS", tools);
        return client switch
        {
            "gemini" => host.Caller.PostAsync($"/v1beta/models/test/{upstream}:generateContent", $"{{{fields}}}"),
            "ollama" => host.Caller.PostAsync("/api/chat", $$"""{"model":"test/{{upstream}}","stream":false,{{fields}}}"""),
            "messages" => host.Caller.PostAsync("/v1/messages", $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
            "responses" => host.Caller.PostAsync("/v1/responses", $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
            _ => host.Caller.PostAsync(Caller.Completions, $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
        };
    }

    private static string FieldsOf(string client) => client switch
    {
        "functions" => "\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"functions\":[TOOLS]",
        "messages" => "\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"tools\":[TOOLS]",
        "responses" => "\"input\":\"u\",\"store\":false,\"tools\":[TOOLS]",
        "gemini" =>
            "\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"u\"}]}],\"tools\":[{\"functionDeclarations\":[TOOLS]}]",
        _ => "\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"tools\":[TOOLS]",
    };

    private static string ToolOf(string client, string name, string description)
    {
        const string Schema = """{"type":"object","properties":{}}""";
        var head = $"\"name\":\"{name}\",\"description\":\"{description}\"";
        return client switch
        {
            "functions" or "gemini" => $$"""{{{head}},"parameters":{{Schema}}}""",
            "messages" => $$"""{{{head}},"input_schema":{{Schema}},"cache_control":{"type":"ephemeral"} }""",
            "responses" => $$"""{"type":"function",{{head}},"strict":false,"parameters":{{Schema}}}""",
            _ => $$$"""{"type":"function","function":{{{{head}}},"parameters":{{{Schema}}}}}""",
        };
    }
}
