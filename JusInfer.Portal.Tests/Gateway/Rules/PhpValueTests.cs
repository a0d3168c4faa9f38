using System.Text.Encodings.Web;
using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// What PHP writes for an empty object and for an absent value: <c>[]</c> and <c>null</c>. Providers answer 400 to them in schemas
/// (openai-php/client#262, prism-php/prism#315, laravel/boost#220) and as arguments of earlier calls (prism-php/prism#659,
/// prism-php/prism#926, neuron-core/neuron-ai#317).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class PhpValueTests(RuleHost host) : IClassFixture<RuleHost>
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string, string> Schemas()
    {
        string[] schemas =
        [
            """{"type":"object","properties":[]}""",
            """{"type":"object","properties": [ ],"additionalProperties":null,"required":null}""",
            """{"type":"object","properties":{"a":{"type":"object","properties":[],"description":null},"b":[],"c":null}}""",
            """{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":[]}}},"required":[]}""",
        ];
        var ways = new TheoryData<string, string, string>();
        foreach (var client in (string[])["chat", "functions", "messages", "responses", "ollama"])
        {
            foreach (var upstream in (string[])["chat", "messages", "responses"])
            {
                foreach (var schema in schemas) ways.Add(client, upstream, schema);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_schema_has_objects_in_place_of_empty_lists(string client, string upstream, string schema)
    {
        var sent = await SendAsync(client, upstream, SchemaIn(client, schema));

        var received = SchemaOf(sent);
        received.GetProperty("type").GetString().ShouldBe("object");
        received.GetProperty("properties").ValueKind.ShouldBe(JsonValueKind.Object);
        received.GetRawText().Replace("\"required\":[]", "", StringComparison.Ordinal).ShouldNotContain("[]");
        received.GetRawText().ShouldNotContain("null");
    }

    /// <summary>Automattic/agents-api#385: a tool without arguments.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("functions")]
    [InlineData("messages")]
    [InlineData("responses")]
    [InlineData("ollama")]
    public async Task A_schema_that_is_an_empty_list_is_that_of_a_tool_without_arguments(string client)
    {
        foreach (var upstream in (string[])["chat", "messages", "responses"])
            (await SendAsync(client, upstream, SchemaIn(client, "[]"))).Json.GetProperty("tools").GetRawText().ShouldNotContain("[]");
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Lists_and_nulls_that_a_schema_can_have_stay_byte_for_byte(string dialect)
    {
        const string Schema =
            """
            {"type":"object","properties":{"a":{"type":["string","null"],"default":null,"enum":["x: null","\"y\": []",null]},
            "b":{"default": [ ] ,"examples":[],"const":null},"null":{"default":{"a":null,"properties":[]}}},"required": []}
            """;

        var (answer, sent) = await host.SendAsync(dialect, dialect, SchemaIn(dialect, Schema));

        sent.Text.ShouldContain(Schema);
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    /// <summary>The arguments of an earlier call, as the client sends them, and as each provider receives them.</summary>
    public static TheoryData<string, string, string, string> Arguments()
    {
        (string Client, string Given, string Meant)[] values =
        [
            ("chat", "\"[]\"", "{}"),
            ("chat", "[]", "{}"),
            ("chat", "[ ]", "{}"),
            ("chat", "null", "{}"),
            ("chat", "\"null\"", "{}"),
            ("chat", """{"a": "\"q\"","arguments":"","b":[{}]}""", """{"a":"\"q\"","arguments":"","b":[{}]}"""),
            ("messages", "[]", "{}"),
            ("messages", "null", "{}"),
            ("messages", """ "{\"a\":1}" """, """{"a":1}"""),
            ("responses", "\"[]\"", "{}"),
            ("responses", "[]", "{}"),
            ("responses", "null", "{}"),
            ("responses", "\"\"", "{}"),
            ("responses", """{"a":1}""", """{"a":1}"""),
            ("ollama", "[]", "{}"),
            ("gemini", "[]", "{}"),
        ];
        var ways = new TheoryData<string, string, string, string>();
        foreach (var (client, given, meant) in values)
        {
            foreach (var upstream in (string[])["chat", "messages", "responses"]) ways.Add(client, upstream, given, meant);
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Arguments))]
    public async Task Earlier_arguments_are_an_object(string client, string upstream, string given, string meant)
    {
        var sent = await SendAsync(client, upstream, CallIn(client, given));

        Compact(ArgumentsIn(upstream, sent)).ShouldBe(meant);
    }

    public static TheoryData<string, string, string> OddArguments()
    {
        (string Client, string Problem)[] clients =
        [
            ("chat", "'messages[1].tool_calls[0].function.arguments' must be the text of a JSON object, not "),
            ("messages", "'messages[1].content[0].input' must be an object, not "),
            ("responses", "'input[1].arguments' must be the text of a JSON object, not "),
            ("ollama", "'messages[1].tool_calls[0].function.arguments' must be an object, not "),
            ("gemini", "'contents[1].parts[0].functionCall.args' must be an object, not "),
        ];
        (string Given, string Found)[] values = [("[1]", "an array"), ("[{}]", "an array"), ("7", "a number"), ("true", "true")];
        var ways = new TheoryData<string, string, string>();
        foreach (var (client, problem) in clients)
        {
            foreach (var (given, found) in values) ways.Add(client, given, problem + found);
        }

        return ways;
    }

    /// <summary>OpenAI rejects them in this way (aaif-goose/goose-mobile#20); llama.cpp answered 500 (ggml-org/llama.cpp#25583).</summary>
    [Theory]
    [MemberData(nameof(OddArguments))]
    public async Task Arguments_that_mean_no_object_are_rejected_with_their_path(string client, string given, string problem)
    {
        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            var answer = await AskAsync(client, upstream, CallIn(client, given));

            answer.ShouldBe(400);
            answer.Message.ShouldContain(problem);
        }
    }

    [Theory]
    [InlineData(
        "chat",
        """
        "messages":[{"role":"user","content":"u"},{"role":"assistant","function_call":{"arguments":[1],"name":"f"}}]
        """,
        "'messages[1].function_call.arguments' must be the text of a JSON object, not an array")]
    [InlineData(
        "chat",
        """
        "messages":[{"role":"user","content":"u"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f",
        "arguments":"{}"}},{"id":"b","type":"custom","custom":{"name":"g","input":{"a":1}}}]}]
        """,
        "'messages[1].tool_calls[1].custom.input' must be a string, not an object")]
    [InlineData(
        "responses",
        """
        "input":[{"input":[1],"type":"custom_tool_call","call_id":"a","name":"g"}]
        """,
        "'input[0].input' must be a string, not an array")]
    public async Task So_are_those_of_legacy_functions_and_custom_tools(string client, string fields, string problem)
    {
        foreach (var upstream in (string[])["chat", "messages", "responses"])
        {
            var answer = await AskAsync(client, upstream, fields);

            answer.ShouldBe(400);
            answer.Message.ShouldContain(problem);
        }
    }

    /// <summary>An absent input is an empty object: no dialect has another meaning for it.</summary>
    [Theory]
    [InlineData("chat")]
    [InlineData("responses")]
    public async Task A_call_of_Messages_without_input_has_no_arguments(string upstream)
    {
        var sent = await SendAsync("messages", upstream, CallIn("messages", "{}").Replace(",\"input\":{}", "", StringComparison.Ordinal));

        ArgumentsIn(upstream, sent).ShouldBe("{}");
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task Other_empty_lists_in_place_of_objects_are_left_out(string upstream)
    {
        var answer = await AskAsync(
            "chat", upstream, "\"messages\":[{\"role\":\"user\",\"content\":\"u\"}],\"metadata\":[],\"logit_bias\":[]");

        answer.ShouldBe(200);
    }

    private async Task<UpstreamRequest> SendAsync(string client, string upstream, string fields)
    {
        (await AskAsync(client, upstream, fields)).ShouldBe(200);
        return host[upstream].LastRequest;
    }

    private Task<GatewayAnswer> AskAsync(string client, string upstream, string fields) => client switch
    {
        "gemini" => host.Caller.PostAsync($"/v1beta/models/test/{upstream}:generateContent", $"{{{fields}}}"),
        "ollama" => host.Caller.PostAsync("/api/chat", $$"""{"model":"test/{{upstream}}","stream":false,{{fields}}}"""),
        "messages" => host.Caller.PostAsync("/v1/messages", $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
        "responses" => host.Caller.PostAsync("/v1/responses", $$"""{"model":"test/{{upstream}}","store":false,{{fields}}}"""),
        _ => host.Caller.PostAsync(Caller.Completions, $$"""{"model":"test/{{upstream}}",{{fields}}}"""),
    };

    private static string SchemaIn(string client, string schema) => client switch
    {
        "messages" =>
            $$"""
            "max_tokens":100,"messages":[{"role":"user","content":"u"}],"tools":[{"name":"f","input_schema":{{schema}}}]
            """,
        "responses" =>
            $$"""
            "input":"u","tools":[{"type":"function","name":"f","parameters":{{schema}}}]
            """,
        "functions" =>
            $$"""
            "messages":[{"role":"user","content":"u"}],"functions":[{"name":"f","parameters":{{schema}}}]
            """,
        _ =>
            $$$"""
            "messages":[{"role":"user","content":"u"}],"tools":[{"type":"function","function":{"name":"f","parameters":{{{schema}}}}}]
            """,
    };

    private static JsonElement SchemaOf(UpstreamRequest sent)
    {
        var tool = sent.Json.GetProperty("tools")[0];
        if (tool.TryGetProperty("function", out var function)) tool = function;
        return tool.TryGetProperty("parameters", out var parameters) ? parameters : tool.GetProperty("input_schema");
    }

    private static string CallIn(string client, string arguments) => client switch
    {
        "messages" =>
            $$"""
            "max_tokens":100,"messages":[{"role":"user","content":"u"},{"role":"assistant","content":[
            {"type":"tool_use","id":"toolu_1","name":"f","input":{{arguments}}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"r"}]}]
            """,
        "responses" =>
            $$"""
            "input":[{"role":"user","content":"u"},{"type":"function_call","call_id":"call_1","name":"f","arguments":{{arguments}}},
            {"type":"function_call_output","call_id":"call_1","output":"r"}]
            """,
        "gemini" =>
            $$$"""
            "contents":[{"role":"user","parts":[{"text":"u"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f","args":{{{arguments}}}}}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"r"} } }]}]
            """,
        "ollama" =>
            $$$"""
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content":"","tool_calls":[
            {"function":{"name":"f","arguments":{{{arguments}}}}}]},{"role":"tool","tool_name":"f","content":"r"}]
            """,
        _ =>
            $$$"""
            "messages":[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"f","arguments": {{{arguments}}} }}]},
            {"role":"tool","tool_call_id":"call_1","content":"r"}]
            """,
    };

    private static string ArgumentsIn(string upstream, UpstreamRequest sent) => upstream switch
    {
        "messages" => sent.Json.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("input").GetRawText(),
        "responses" => sent.Json.GetProperty("input").EnumerateArray()
            .Single(static item => item.TryGetProperty("arguments", out _)).GetProperty("arguments").GetString()!,
        _ => sent.Json.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments")
            .GetString()!,
    };

    /// <summary>The JSON without white space.</summary>
    private static string Compact(string json) => JsonSerializer.Serialize(JsonElement.Parse(json), Plain);
}
