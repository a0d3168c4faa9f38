using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Schemas of MCP tools that are not one object, on every way to a provider (langchain-ai/langchain-mcp-adapters#137): one such tool fails
/// every turn.
/// </summary>
[Trait("Promise", "P-1")]
public sealed class ToolSchemaRuleTests(RuleHost host) : IClassFixture<RuleHost>
{
    public static TheoryData<string, string, string, string> Ways()
    {
        (string Given, string Properties)[] schemas =
        [
            ("""{"type":"object"}""", ""),
            ("{}", ""),
            ("""{"type":["object","null"],"properties":{"a":{"type":"string"}}}""", "a"),
            ("""{"anyOf":[{"type":"object","properties":{"a":{}}},{"type":"object","properties":{"b":{}}}]}""", "a b"),
            ("""{"$ref":"#/$defs/X","$defs":{"X":{"type":"object","properties":{"c":{}}}}}""", "c"),
            ("""{"$ref":"#X","$defs":{"a":{"$anchor":"X","type":"object","properties":{"d":{}}}}}""", "d"),
            ("""{"$ref":"#X","definitions":{"a":{"id":"#X","type":"object","properties":{"d":{}}}}}""", "d"),
            ("""{"$ref":"#X","definitions":{"a":{"$id":"#X","type":"object","properties":{"d":{}}}}}""", "d"),
        ];
        var ways = new TheoryData<string, string, string, string>();
        foreach (var client in (string[])["chat", "functions", "messages", "responses"])
        {
            foreach (var upstream in (string[])["chat", "messages", "responses"])
            {
                // Anthropic needs no properties.
                var accepted = client == "messages" && upstream == "messages" ? schemas[0].Given : null;
                foreach (var (given, properties) in schemas)
                {
                    if (given != accepted) ways.Add(client, upstream, given, properties);
                }
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_provider_receives_one_object_with_properties(string client, string upstream, string given, string properties)
    {
        var (_, sent) = await host.SendAsync(client == "functions" ? "chat" : client, upstream, Of(client, given));

        var schema = SchemaOf(sent);
        schema.GetProperty("type").GetString().ShouldBe("object");
        string.Join(' ', schema.GetProperty("properties").EnumerateObject().Select(static one => one.Name)).ShouldBe(properties);
        foreach (var branch in (string[])["anyOf", "oneOf", "allOf", "$ref"]) schema.TryGetProperty(branch, out _).ShouldBeFalse(branch);
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task A_schema_that_is_one_object_stays_byte_for_byte(string dialect)
    {
        var fields = Of(dialect, """{ "properties":{"a":{"anyOf":[{},{"type":"null"}]}}, "type":"object","x":1.0 }""");

        var (answer, sent) = await host.SendAsync(dialect, dialect, fields);

        sent.Text.ShouldContain("""{ "properties":{"a":{"anyOf":[{},{"type":"null"}]}}, "type":"object","x":1.0 }""");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    private const string Function = """{"type":"function","name":"f","function":{"name":"f"}}""";
    private const string Removed = """{"type":"openrouter:web_search","parameters":{"max_results":5}}""";
    private const string Allowed = """{"type":"openrouter:datetime","parameters":{"timezone":"UTC"}}""";

    /// <summary>OpenRouter's server tools have options by the same name (openrouter.ai/docs/guides/features/server-tools).</summary>
    [Theory]
    [InlineData("chat", Removed, null)]
    [InlineData("chat", $"{Removed},{Function}", Function)]
    [InlineData("chat", $"{Function},{Removed}", Function)]
    [InlineData("chat", Allowed, Allowed)]
    [InlineData("responses", Allowed, Allowed)]
    public async Task The_options_of_a_hosted_tool_are_no_schema(string dialect, string tools, string? expected)
    {
        var prompt = dialect == "chat" ? """ "messages":[{"role":"user","content":"u"}]""" : """ "input":"u" """;

        var (answer, sent) = await host.SendAsync(dialect, dialect, $"{prompt},\"tools\":[{tools}]");

        (sent.Json.TryGetProperty("tools", out var kept) ? kept.GetRawText() : null).ShouldBe(expected is null ? null : $"[{expected}]");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    [Fact]
    public async Task A_function_before_a_hosted_tool_is_repaired()
    {
        var (_, sent) = await host.SendAsync(
            "chat", "chat", Of("chat", "{}").Replace("}}}]", $"}}}}}},{Allowed}]", StringComparison.Ordinal));

        SchemaOf(sent).GetRawText().ShouldBe("""{"type":"object","properties":{}}""");
        sent.Text.ShouldContain(Allowed);
    }

    private static string Of(string client, string schema) => client switch
    {
        "chat" => $$$"""
            "messages":[{"role":"user","content":"u"}],"tools":[{"type":"function","function":{"name":"f","parameters":{{{schema}}}}}]
            """,
        "functions" => $$"""
            "messages":[{"role":"user","content":"u"}],"functions":[{"name":"f","parameters":{{schema}}}]
            """,
        "messages" => $$"""
            "max_tokens":100,"messages":[{"role":"user","content":"u"}],"tools":[{"name":"f","input_schema":{{schema}}}]
            """,
        _ => $$"""
            "input":"u","tools":[{"type":"function","name":"f","parameters":{{schema}}}]
            """,
    };

    private static JsonElement SchemaOf(UpstreamRequest sent)
    {
        var tool = sent.Json.GetProperty("tools")[0];
        if (tool.TryGetProperty("function", out var function)) tool = function;
        return tool.TryGetProperty("parameters", out var parameters) ? parameters : tool.GetProperty("input_schema");
    }
}
