using System.Text.Json;

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

    private static string MembersOf(JsonElement sent) => string.Join(' ', sent.EnumerateObject()
        .Where(static member => Members.Contains(member.Name)).Select(static member => $"{member.Name}:{member.Value.GetRawText()}"));
}
