using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>Functions, their calls and their responses.</summary>
public sealed class GeminiToolTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Declared = """{"functionDeclarations":[{"name":"look"},{"name":"list"}]}""";

    [Fact]
    public async Task A_schema_in_Googles_form_becomes_a_JSON_schema()
    {
        (await SendAsync("", """
            [{"functionDeclarations":[{"name":"look","parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true},"at":{"type":"ARRAY","items":{"type":"INTEGER"},"maxItems":"3"},"any":{"anyOf":[{"type":"NUMBER"}],"nullable":true}},"required":["at"],"propertyOrdering":["at","type"]}},
              {"name":"list","parametersJsonSchema":{"type":"object","nullable":true,"properties":{}}}]}]
            """)).ShouldBe(200);

        var tools = gateway.Alpha.LastRequest.Json.GetProperty("tools");
        tools[0].GetProperty("function").GetProperty("parameters").GetRawText().ShouldBe(
            """{"type":"object","properties":{"type":{"type":["string","null"]},"at":{"type":"array","items":{"type":"integer"},"maxItems":3},"any":{"anyOf":[{"type":"number"},{"type":"null"}]}},"required":["at"]}""");
        tools[1].GetProperty("function").GetProperty("parameters").GetRawText().ShouldBe("""{"type":"object","nullable":true,"properties":{}}""");
    }

    [Theory]
    [InlineData("""{"mode":"AUTO"}""", null, 2)]
    [InlineData("""{"mode":"NONE"}""", "\"none\"", 2)]
    [InlineData("""{"mode":"ANY"}""", "\"required\"", 2)]
    [InlineData("""{"mode":"any","allowed_function_names":["list"]}""", """{"type":"function","function":{"name":"list"}}""", 1)]
    [InlineData("""{"mode":"VALIDATED","allowedFunctionNames":["list"]}""", null, 1)]
    public async Task The_mode_decides_which_functions_are_called(string calling, string? choice, int tools)
    {
        (await SendAsync($$""","toolConfig":{"functionCallingConfig":{{calling}}}""", $"[{Declared}]")).ShouldBe(200);

        var sent = gateway.Alpha.LastRequest.Json;
        (sent.TryGetProperty("tool_choice", out var received) && received.GetRawText() != "\"auto\"" ? received.GetRawText() : null).ShouldBe(choice);
        sent.GetProperty("tools").GetArrayLength().ShouldBe(tools);
    }

    [Fact]
    public async Task Hosted_tools_are_removed()
    {
        (await SendAsync("", $$$"""[{"googleSearch":{}},{"codeExecution":{}},{"urlContext":{}},{{{Declared}}}]""")).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.GetProperty("tools").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_required_call_of_hosted_tools_only_is_rejected()
    {
        gateway.Alpha.Script();

        var answer = await SendAsync(""","toolConfig":{"functionCallingConfig":{"mode":"ANY"}}""", """[{"googleSearch":{}}]""");

        answer.ShouldBe(400, "UNSUPPORTED");
        answer.Message.ShouldContain("googleSearch");
    }

    [Fact]
    public async Task Responses_without_ids_belong_to_the_calls_of_their_function_in_order()
    {
        (await SendAsync("", $"[{Declared}]", """
            ,{"role":"model","parts":[{"functionCall":{"name":"look","args":{"at":1}}},{"functionCall":{"name":"list"}},{"functionCall":{"name":"look","args":{"at":2}}}]}
            ,{"role":"function","parts":[{"functionResponse":{"name":"list","response":{"output":"listed"}}},{"functionResponse":{"name":"look","response":{"result":"first"}}}]}
            ,{"role":"user","parts":[{"function_response":{"name":"look","response":{"at":2,"found":true}}},{"text":"Go on."}]}
            """)).ShouldBe(200);

        var messages = gateway.Alpha.LastRequest.Json.GetProperty("messages").EnumerateArray().ToList();
        var calls = messages[1].GetProperty("tool_calls").EnumerateArray().Select(static call => call.GetProperty("id").GetString()).ToList();
        calls.Distinct().Count().ShouldBe(3);
        messages[2..^1].Select(static result => (result.GetProperty("tool_call_id").GetString(), result.GetProperty("content").GetString()))
            .ShouldBe([(calls[1], "listed"), (calls[0], "first"), (calls[2], """{"at":2,"found":true}""")], ignoreOrder: true);
        messages[^1].GetProperty("content").GetString().ShouldBe("Go on.");
    }

    [Fact]
    public async Task Pieces_of_a_recorded_stream_are_one_turn()
    {
        (await SendAsync("", $"[{Declared}]", """
            ,{"role":"model","parts":[{"text":"I "}]},{"role":"model","parts":[{"text":"look."}]},{"role":"model","parts":[{"functionCall":{"id":"c1","name":"look","args":{}}}]},{"role":"model","parts":[{"text":""}]}
            ,{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"look","response":{"error":"no such file"}}}]}
            """)).ShouldBe(200);

        var messages = gateway.Alpha.LastRequest.Json.GetProperty("messages");
        messages.GetArrayLength().ShouldBe(3);
        messages[1].GetProperty("content").GetString().ShouldBe("I look.");
        messages[1].GetProperty("tool_calls")[0].GetProperty("id").GetString().ShouldBe("c1");
        messages[2].GetProperty("content").GetString().ShouldBe("Error: no such file");
    }

    [Fact]
    public async Task Parts_of_hosted_tools_in_a_session_are_ignored()
    {
        (await SendAsync("", $"[{Declared}]", """
            ,{"role":"model","parts":[{"executableCode":{"language":"PYTHON","code":"1"}},{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"1"}},{"text":"It is 1."}]},{"role":"user","parts":[{"text":"And 2?"}]}
            """)).ShouldBe(200);

        gateway.Alpha.LastRequest.Json.GetProperty("messages")[1].GetProperty("content").GetString().ShouldBe("It is 1.");
    }

    /// <param name="fields">More fields of the body, with a leading comma.</param>
    /// <param name="tools">The tools.</param>
    /// <param name="contents">More contents, with a leading comma.</param>
    private async Task<GatewayAnswer> SendAsync(string fields, string tools, string contents = "")
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ok")));
        return await (await gateway.Team.MintAsync()).PostAsync(
            GeminiBody.Generate(GatewayHost.Frontier), $$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]}{{contents}}],"tools":{{tools}}{{fields}}}""");
    }
}
