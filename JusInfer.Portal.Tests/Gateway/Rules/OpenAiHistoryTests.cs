namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// The history of a conversation at OpenAI, which does not parse earlier arguments but requires them to be a string, and lists to have an
/// element (archestra-ai/archestra#7375, WordPress/php-ai-client#80).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class OpenAiHistoryTests(VendorHost host) : IClassFixture<VendorHost>
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"[]\"", "[]")]
    [InlineData("\"{\"", "{")]
    [InlineData("[]", "{}")]
    [InlineData("null", "{}")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    public async Task Arguments_are_a_string(string given, string expected)
    {
        (await host.Caller.AskAsync(
            $$$"""
            {"model":"openai","messages":[{"role":"user","content":"u"},{"role":"assistant","content":[],"tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"f","arguments":{{{given}}}}}]},
            {"role":"tool","tool_call_id":"call_1","content":"r"},{"role":"assistant","content":"a","tool_calls":[]}]}
            """)).ShouldBe(200);

        var messages = host.Upstream.LastRequest.Json.GetProperty("messages");
        messages[1].GetProperty("content").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        messages[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe(expected);
        messages[3].TryGetProperty("tool_calls", out _).ShouldBeFalse();
    }
}
