using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Rules;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Ollama;

/// <summary>Earlier calls and results as clients of <c>/api/chat</c> send them, and requests in the form of a neighbor endpoint.</summary>
[Trait("Promise", "P-27")]
public sealed class OllamaHistoryTests(RuleHost host) : IClassFixture<RuleHost>
{
    /// <summary>ollama/ollama-python#352: examples had the tool's name in <c>name</c> before Ollama had <c>tool_name</c>.</summary>
    [Theory]
    [InlineData("name")]
    [InlineData("tool_name")]
    public async Task Results_belong_to_the_calls_of_the_tool_that_they_name(string field)
    {
        var sent = await SendAsync(
            "messages",
            $$"""
            {"role":"user","content":"u"},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"add","arguments":null} },
            {"function":{"name":"subtract"} }]},{"role":"tool","content":"2","{{field}}":"subtract"},
            {"role":"tool","content":"5","{{field}}":"add"}
            """);

        var messages = sent.GetProperty("messages");
        var calls = messages[1].GetProperty("content").EnumerateArray()
            .ToDictionary(static call => call.GetProperty("id").GetString()!, static call => call.GetProperty("name").GetString());
        messages[2].GetProperty("content").EnumerateArray()
            .Select(result => (calls[result.GetProperty("tool_use_id").GetString()!], TextOf(result)))
            .ShouldBe([("add", "5"), ("subtract", "2")], ignoreOrder: true);
    }

    /// <summary>openclaw/openclaw#46745, promptfoo/promptfoo#10980: arguments as OpenAI's dialect has them.</summary>
    [Fact]
    public async Task Arguments_can_be_text()
    {
        const string History =
            """
            {"role":"user","content":"u"},{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function",
            "function":{"name":"add","arguments":"{\"a\":1}"}}]},{"role":"tool","tool_call_id":"call_1","content":"5"}
            """;

        (await SendAsync("messages", History)).GetProperty("messages")[1].GetProperty("content")[0].GetProperty("input").GetRawText()
            .ShouldBe("""{"a":1}""");
        (await SendAsync("chat", History)).GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function")
            .GetProperty("arguments").GetString().ShouldBe("""{"a":1}""");
    }

    /// <summary>antoinezambelli/forge#117: Ollama's server rejects a list, too.</summary>
    [Fact]
    public async Task Content_in_parts_is_rejected_with_its_path()
    {
        var answer = await host.Caller.PostAsync(
            "/api/chat", """{"model":"test/chat","messages":[{"role":"user","content":[{"type":"text","text":"u"}]}]}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain("'messages[0].content'");
    }

    /// <summary>ollama/ollama#7490, ollama/ollama#7105: the server answers with no vector, and its users ask why.</summary>
    [Theory]
    [InlineData("/api/embeddings", "\"input\":\"a\"", "prompt")]
    [InlineData("/api/embed", "\"prompt\":[\"a\"]", "input")]
    public async Task Text_in_the_field_of_the_neighbor_endpoint_is_rejected_with_the_right_one(string path, string field, string right)
    {
        var answer = await host.Caller.PostAsync(path, $$"""{"model":"test/chat",{{field}}}""");

        answer.ShouldBe(400);
        answer.Message.ShouldContain($"'{right}'");
    }

    private async Task<JsonElement> SendAsync(string upstream, string messages)
    {
        var answer = await host.Caller.PostAsync(
            "/api/chat", $$"""{"model":"test/{{upstream}}","stream":false,"messages":[{{messages}}]}""");
        answer.ShouldBe(200);
        return host[upstream].LastRequest.Json;
    }

    private static string? TextOf(JsonElement result) => result.GetProperty("content") is { ValueKind: JsonValueKind.String } text
        ? text.GetString()
        : result.GetProperty("content")[0].GetProperty("text").GetString();
}
