using JusInfer.Portal.Tests.Gateway.Rules;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>
/// Cursor sends its earlier calls of <c>ApplyPatch</c>, a custom tool, as calls of a function whose arguments are the bare patch
/// (icebear0828/codex-proxy#708).
/// </summary>
[Trait("Promise", "P-27")]
public sealed class PatchAsFunctionTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string Patch = "*** Begin Patch\\n+ \\\"x\\\"\\n*** End Patch";

    private const string Fields =
        $$"""
        "messages":[{"role":"user","content":"u"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
        "function":{"name":"ApplyPatch","arguments":"{{Patch}}"} }]},{"role":"tool","tool_call_id":"call_1","content":"done"}],
        "tools":[{"type":"custom","name":"ApplyPatch","description":"Edits files.","format":{"type":"grammar","syntax":"lark",
        "definition":"start: LINE+"} }]
        """;

    [Fact]
    public async Task A_Messages_provider_receives_it_as_the_input_of_the_function()
    {
        var (_, sent) = await host.SendAsync("chat", "messages", Fields);

        sent.Json.GetProperty("messages")[1].GetProperty("content")[0].GetProperty("input").GetRawText()
            .ShouldBe($$"""{"input":"{{Patch}}"}""");
    }

    [Fact]
    public async Task A_chat_provider_receives_the_text_of_an_object()
    {
        var (_, sent) = await host.SendAsync("chat", "chat", Fields);

        var function = sent.Json.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function");
        function.GetProperty("arguments").GetString()
            .ShouldBe("{\"input\":\"*** Begin Patch\\n+ \\\"x\\\"\\n*** End Patch\"}");
    }

    [Fact]
    public async Task A_Responses_provider_receives_a_call_of_the_custom_tool()
    {
        var (_, sent) = await host.SendAsync("chat", "responses", Fields);

        var items = sent.Json.GetProperty("input");
        items[1].GetProperty("type").GetString().ShouldBe("custom_tool_call");
        items[1].GetProperty("input").GetString().ShouldBe("*** Begin Patch\n+ \"x\"\n*** End Patch");
        items[2].GetProperty("type").GetString().ShouldBe("custom_tool_call_output");
    }
}
