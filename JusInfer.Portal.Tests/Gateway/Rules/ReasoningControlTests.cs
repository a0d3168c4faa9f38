using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// How much a model is to reason, in the form of each vendor (earendil-works/pi#1745, dirge-code/dirge#598, theopenco/llmgateway#3422,
/// pydantic/pydantic-ai#5285).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class ReasoningControlTests(VendorHost host) : IClassFixture<VendorHost>
{
    private static readonly string[] Members = ["reasoning_effort", "thinking", "enable_thinking"];

    [Theory]
    [InlineData("deepseek", """thinking:{"type":"disabled"}""")]
    [InlineData("kimi", """thinking:{"type":"disabled"}""")]
    [InlineData("groq-qwen", "reasoning_effort:\"none\"")]
    [InlineData("groq-oss", "reasoning_effort:\"low\"")]
    [InlineData("google-flash", "reasoning_effort:\"none\"")]
    [InlineData("google-pro", "reasoning_effort:\"minimal\"")]
    [InlineData("mistral", "reasoning_effort:\"none\"")]
    [InlineData("router-claude", "reasoning_effort:\"none\"")]
    [InlineData("openai", "reasoning_effort:\"none\"")]
    public async Task Reasoning_is_switched_off_from_every_dialect(string vendor, string expected)
    {
        (string Client, string Fields)[] requests =
        [
            ("chat", """ "reasoning_effort":"none","messages":[{"role":"user","content":"u"}]"""),
            ("messages", """ "thinking":{"type":"disabled"},"max_tokens":100,"messages":[{"role":"user","content":"u"}]"""),
            ("responses", """ "reasoning":{"effort":"none"},"input":"u" """),
            ("ollama", """ "think":false,"messages":[{"role":"user","content":"u"}]"""),
            ("gemini", """ "generationConfig":{"thinkingConfig":{"thinkingBudget":0}},"contents":[{"parts":[{"text":"u"}]}]"""),
        ];
        foreach (var (client, fields) in requests)
        {
            var (_, sent) = await host.SendAsync(client, vendor, fields);

            MembersOf(sent).ShouldBe(expected, client);
        }
    }

    [Theory]
    [InlineData("deepseek", "max", "max", "")]
    [InlineData("deepseek", "xhigh", "xhigh", "")]
    [InlineData("groq-qwen", "high", "default", "reasoning_effort")]
    [InlineData("groq-oss", "minimal", "low", "reasoning_effort")]
    [InlineData("groq-oss", "max", "high", "reasoning_effort")]
    [InlineData("google-pro", "xhigh", "high", "reasoning_effort")]
    [InlineData("google-pro", "none", "minimal", "reasoning_effort")]
    [InlineData("mistral", "low", "high", "reasoning_effort")]
    [InlineData("router-claude", "max", "xhigh", "reasoning_effort")]
    [InlineData("openai", "max", "high", "reasoning_effort")]
    [InlineData("engine", "max", "max", "")]
    public async Task An_effort_becomes_the_nearest_one_that_the_model_has(string vendor, string asked, string expected, string adjusted)
    {
        var (answer, sent) = await host.SendAsync(
            "chat", vendor, $$"""
            "reasoning_effort":"{{asked}}","messages":[{"role":"user","content":"u"}]
            """);

        MembersOf(sent).ShouldBe($"reasoning_effort:\"{expected}\"");
        (await host.AdjustedAsync(answer)).ShouldBe(adjusted);
    }

    [Theory]
    [InlineData("groq-qwen", "default")]
    [InlineData("google-pro", "high")]
    [InlineData("deepseek", "max")]
    public async Task An_effort_of_another_dialect_becomes_the_nearest_one(string vendor, string expected)
    {
        var (_, sent) = await host.SendAsync("responses", vendor, """ "reasoning":{"effort":"max"},"input":"u" """);

        MembersOf(sent).ShouldBe($"reasoning_effort:\"{expected}\"");
    }

    [Theory]
    [InlineData("deepseek")]
    [InlineData("groq-qwen")]
    [InlineData("google-pro")]
    public async Task Without_an_effort_the_model_decides(string vendor)
    {
        var (_, chat) = await host.SendAsync("chat", vendor, """ "messages":[{"role":"user","content":"u"}]""");
        var (_, messages) = await host.SendAsync("messages", vendor, """ "max_tokens":100,"messages":[{"role":"user","content":"u"}]""");

        MembersOf(chat).ShouldBe("");
        MembersOf(messages).ShouldBe("");
    }

    [Theory]
    [InlineData("chat", "none", "low")]
    [InlineData("chat", "xhigh", "high")]
    [InlineData("responses", "none", "low")]
    [InlineData("responses", "xhigh", "high")]
    [InlineData("responses", "max", "high")]
    public async Task An_effort_becomes_the_nearest_one_in_the_Responses_API(string client, string asked, string expected)
    {
        host.Upstream.Script(Replies.Json(ResponsesWire.Whole("done")));
        var (answer, sent) = await host.SendAsync(client, "groq-responses", client == "chat"
            ? $$"""
              "reasoning_effort":"{{asked}}","messages":[{"role":"user","content":"u"}]
              """
            : $$$"""
              "reasoning":{"effort":"{{{asked}}}"},"input":"u"
              """);

        sent.GetProperty("reasoning").GetProperty("effort").GetString().ShouldBe(expected);
        (await host.AdjustedAsync(answer)).ShouldBe("reasoning_effort");
    }

    [Fact]
    public async Task An_unknown_endpoint_of_the_Responses_API_gets_the_effort_as_it_is()
    {
        host.Upstream.Script(Replies.Json(ResponsesWire.Whole("done")));

        var (answer, sent) = await host.SendAsync("responses", "engine-responses", """ "reasoning":{"effort":"max"},"input":"u" """);

        sent.GetProperty("reasoning").GetProperty("effort").GetString().ShouldBe("max");
        (await host.AdjustedAsync(answer)).ShouldBe("");
    }

    [Fact]
    public async Task A_field_of_the_vendor_is_sent_once()
    {
        var (_, sent) = await host.SendAsync(
            "chat", "deepseek", """ "reasoning_effort":"none","thinking":{"type":"enabled"},"messages":[{"role":"user","content":"u"}]""");

        MembersOf(sent).ShouldBe("""thinking:{"type":"enabled"}""");
    }

    [Theory]
    [InlineData("\"max_tokens\":32000,\"reasoning\":{\"max_tokens\":16000}", "reasoning", "max_tokens", 7_168)]
    [InlineData("\"max_tokens\":32000,\"reasoning\":{\"max_tokens\":4000}", "reasoning", "max_tokens", 4_000)]
    [InlineData("\"max_tokens\":32000,\"thinking\":{\"budget_tokens\" : 9000 }", "thinking", "budget_tokens", 7_168)]
    [InlineData("\"max_tokens\":8192,\"reasoning\":{\"max_tokens\":8192}", "reasoning", "max_tokens", 8_192)]
    public async Task A_budget_stays_below_a_lowered_limit(string fields, string member, string name, int expected)
    {
        var (_, sent) = await host.SendAsync("chat", "router-small", $$"""{{fields}},"messages":[{"role":"user","content":"u"}]""");

        sent.GetProperty("max_tokens").GetInt32().ShouldBe(8_192);
        sent.GetProperty(member).GetProperty(name).GetInt32().ShouldBe(expected);
    }

    [Theory]
    [InlineData("thinking")]
    [InlineData("enable_thinking")]
    [InlineData("reasoning")]
    public async Task A_deep_value_of_a_vendors_field_is_passed_on(string field)
    {
        var deep = new string('[', 70) + new string(']', 70);

        var answer = await host.Caller.PostAsync(TestKit.Hosts.Caller.Completions, $$"""
            {"model":"deepseek","{{field}}":{{deep}},"messages":[{"role":"user","content":"u"}]}
            """);

        answer.ShouldBe(200);
        host.Upstream.LastRequest.Text.ShouldContain($"\"{field}\":{deep}");
    }

    [Fact]
    public void The_first_call_is_found_in_a_deep_list_of_calls()
    {
        var deep = new string('[', 70) + new string(']', 70);
        var body = Encoding.UTF8.GetBytes($$$"""
            {"model":"m","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"c1","x":{{{deep}}},"type":"function",
            "function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c1","content":"r"}]}
            """);

        ChatRequestReader.Read(body).Value.FirstToolCallIn(body).ShouldBe("c1");
    }

    private static string MembersOf(JsonElement sent) => string.Join(' ', sent.EnumerateObject()
        .Where(static member => Members.Contains(member.Name)).Select(static member => $"{member.Name}:{member.Value.GetRawText()}"));
}
