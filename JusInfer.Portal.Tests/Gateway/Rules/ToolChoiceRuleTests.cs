using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Tool choices in the form of the neighbor dialect, such as Cursor's (BerriAI/litellm#12168): each door reads them, and providers receive
/// their own form, on the same dialect too.
/// </summary>
[Trait("Promise", "P-1")]
public sealed class ToolChoiceRuleTests(RuleHost host) : IClassFixture<RuleHost>
{
    public static TheoryData<string, string, string, string> Ways()
    {
        (string Client, string Choice, string Meant)[] choices =
        [
            ("chat", """{"type":"auto"}""", "auto"),
            ("chat", """{"type":"any"}""", "required"),
            ("chat", """{"type":"required"}""", "required"),
            ("chat", """{"type":"none"}""", "none"),
            ("chat", """{"type":"tool","name":"f"}""", "f"),
            ("chat", """{"type":"function","name":"f"}""", "f"),
            ("chat", """{"function":{"name":"f"}}""", "f"),
            ("messages", "\"auto\"", "auto"),
            ("messages", "\"required\"", "required"),
            ("messages", "\"none\"", "none"),
            ("messages", """{"type":"required"}""", "required"),
            ("messages", """{"type":"function","function":{"name":"f"}}""", "f"),
            ("messages", """{"type":"function","name":"f"}""", "f"),
            ("responses", """{"type":"auto"}""", "auto"),
            ("responses", """{"type":"any"}""", "required"),
            ("responses", """{"type":"tool","name":"f"}""", "f"),
            ("responses", """{"type":"function","function":{"name":"f"}}""", "f"),
        ];
        var ways = new TheoryData<string, string, string, string>();
        foreach (var (client, choice, meant) in choices)
        {
            foreach (var upstream in (string[])["chat", "messages", "responses"]) ways.Add(client, upstream, choice, meant);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_provider_receives_its_own_form(string client, string upstream, string choice, string meant)
    {
        var (answer, sent) = await host.SendAsync(client, upstream, $"{Of(client)},\"tool_choice\":{choice},\"x\" : 1.0");

        var received = sent.Json.TryGetProperty("tool_choice", out var written) ? written.GetRawText() : "";
        received.ShouldBeOneOf(FormsOf(upstream, meant));
        if (client != upstream) return;
        sent.Text.ShouldEndWith(",\"x\" : 1.0}");
        (await host.AdjustedAsync(answer)).ShouldBe("foreign_forms");
    }

    [Theory]
    [InlineData("chat", "\"required\"")]
    [InlineData("chat", """{ "type":"function","function":{"name":"f"} }""")]
    [InlineData("chat", """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function"}]}}""")]
    [InlineData("messages", """{ "type":"any" }""")]
    [InlineData("messages", """{"type":"tool","name":"f","disable_parallel_tool_use":true}""")]
    [InlineData("responses", "\"auto\"")]
    [InlineData("responses", """{ "type":"function","name":"f" }""")]
    public async Task A_choice_in_the_own_form_stays_byte_for_byte(string dialect, string choice)
    {
        var (answer, sent) = await host.SendAsync(dialect, dialect, $"{Of(dialect)},\"tool_choice\":{choice}");

        sent.Text.ShouldEndWith($"\"tool_choice\":{choice}}}");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Anthropics_exclusion_of_parallel_calls_is_read_with_it(string upstream)
    {
        var (_, sent) = await host.SendAsync(
            "chat", upstream, $$"""{{Of("chat")}},"tool_choice":{"type":"auto","disable_parallel_tool_use":true}""");

        if (upstream == "messages")
            sent.Json.GetProperty("tool_choice").GetProperty("disable_parallel_tool_use").GetBoolean().ShouldBeTrue();
        else
            sent.Json.GetProperty("parallel_tool_calls").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Without_tools_an_optional_choice_is_not_sent()
    {
        var (_, sent) = await host.SendAsync(
            "chat", "chat", "\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"tool_choice\":{\"type\":\"auto\"}");

        sent.Json.TryGetProperty("tool_choice", out _).ShouldBeFalse();
    }

    /// <summary>OpenAI answers 400 to them too (vercel/ai#18998).</summary>
    [Theory]
    [InlineData(
        "chat",
        """
        {"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}},
        {"type":"function","function":{"name":"g"}}]}}
        """,
        "tool_choice.allowed_tools.tools[1]")]
    [InlineData("chat", """{"tools":[{"name":"g"}],"type":"allowed_tools","mode":"required"}""", "tool_choice.tools[0]")]
    [InlineData(
        "chat",
        """
        {"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"custom","custom":{"name":"g"}}]}}
        """,
        "tool_choice.allowed_tools.tools[0]")]
    [InlineData(
        "responses",
        """
        {"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"},{"name":"g","type":"function"}]}
        """,
        "tool_choice.tools[1]")]
    public async Task Allowed_tools_that_name_no_tool_are_rejected_at_every_door(string client, string choice, string path)
    {
        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            var answer = await AskAsync(client, upstream, $"{Of(client)},\"tool_choice\":{choice}");

            answer.ShouldBe(400);
            answer.Param.ShouldBe(path);
            answer.Message.ShouldContain("names a tool that the request does not offer");
        }
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Allowed_functions_of_Gemini_that_name_no_function_are_rejected(string upstream)
    {
        var answer = await host.Caller.PostAsync(
            $"/v1beta/models/test/{upstream}:generateContent",
            """
            {"contents":[{"parts":[{"text":"u"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}],
            "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f","g"]}}}
            """);

        answer.ShouldBe(400);
        answer.Message.ShouldContain("toolConfig.functionCallingConfig.allowedFunctionNames[1]");
    }

    /// <summary>A provider finds its own tools by their types, and knows the tools of servers that the request only names.</summary>
    [Theory]
    [InlineData("""{"type":"mcp","server_label":"deepwiki"}""", "")]
    [InlineData("""{"type":"image_generation"}""", "")]
    [InlineData("""{"type":"function","name":"from_server"}""", """{"type":"mcp","server_label":"s","server_url":"https://s.example"},""")]
    public async Task Allowed_tools_of_the_provider_stay_byte_for_byte(string allowed, string hosted)
    {
        var choice = $$"""{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}, {{allowed}}]}""";
        var fields = Of("responses").Replace("\"tools\":[", $"\"tools\":[{hosted}", StringComparison.Ordinal);

        var (_, sent) = await host.SendAsync("responses", "responses", $"{fields},\"tool_choice\":{choice}");

        sent.Text.ShouldEndWith($"\"tool_choice\":{choice}}}");
    }

    [Theory]
    [InlineData("chat", """{"type":"function","function":{"name":"g"}}""", "tool_choice.function.name")]
    [InlineData("chat", """{"type":"tool","name":"g"}""", "tool_choice.name")]
    [InlineData("messages", """{"type":"tool","name":"g"}""", "tool_choice.name")]
    [InlineData("messages", """{"type":"function","function":{"name":"g"}}""", "tool_choice.function.name")]
    [InlineData("responses", """{"type":"function","name":"g"}""", "tool_choice.name")]
    public async Task A_choice_that_names_no_tool_is_rejected_at_every_door(string client, string choice, string path)
    {
        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            var answer = await AskAsync(client, upstream, $"{Of(client)},\"tool_choice\":{choice}");

            answer.ShouldBe(400);
            answer.Message.ShouldContain(path);
        }
    }

    /// <summary>The legacy form has a field and a list of its own.</summary>
    [Theory]
    [InlineData("f", 200)]
    [InlineData("g", 400)]
    public async Task A_legacy_choice_names_a_legacy_function(string name, int status)
    {
        var answer = await AskAsync(
            "chat", "messages",
            $$"""
            "messages":[{"role":"user","content":"u"}],"function_call":{"name":"{{name}}"},"functions":[{"name":"f"}]
            """);

        answer.ShouldBe(status);
        if (status == 400) answer.Param.ShouldBe("function_call.name");
    }

    private Task<GatewayAnswer> AskAsync(string client, string upstream, string fields) => host.Caller.PostAsync(
        client switch { "chat" => Caller.Completions, "messages" => "/v1/messages", _ => "/v1/responses" },
        $$"""{"model":"test/{{upstream}}",{{fields}}}""");

    private static string Of(string client) => client switch
    {
        "chat" =>
            """
            "messages":[{"role":"user","content":"u"}],"tools":[{"type":"function","function":{"name":"f",
            "parameters":{"type":"object","properties":{}}}}]
            """,
        "messages" =>
            """
            "max_tokens":100,"messages":[{"role":"user","content":"u"}],"tools":[{"name":"f",
            "input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}}]
            """,
        _ =>
            """
            "input":"u","store":false,"tools":[{"type":"function","name":"f","strict":false,"parameters":{"type":"object","properties":{}}}]
            """,
    };

    /// <summary>The forms of a choice at a provider; that of Chat Completions and Messages may be absent for auto.</summary>
    private static string[] FormsOf(string upstream, string meant) => (upstream, meant) switch
    {
        ("messages", "required") => ["{\"type\":\"any\"}"],
        ("messages", "auto") => ["{\"type\":\"auto\"}", ""],
        ("messages", "none") => ["{\"type\":\"none\"}"],
        ("messages", var name) => [$"{{\"type\":\"tool\",\"name\":\"{name}\"}}"],
        ("chat", "auto") => ["\"auto\"", ""],
        (_, "auto" or "none" or "required") => [$"\"{meant}\""],
        ("chat", var name) => [$"{{\"type\":\"function\",\"function\":{{\"name\":\"{name}\"}}}}"],
        (_, var name) => [$"{{\"type\":\"function\",\"name\":\"{name}\"}}"],
    };
}
