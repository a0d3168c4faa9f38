namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>The receipt names each rule that changed a request, on every way.</summary>
[Trait("Promise", "P-2")]
public sealed class AdjustedTests(RuleHost host) : IClassFixture<RuleHost>
{
    private const string LaterSystem =
        """
        "messages":[{"role":"user","content":"u1"},{"role":"assistant","content":"a1"},{"role":"system","content":"C"},
        {"role":"user","content":"u2"}]
        """;

    private const string UnionTool =
        """
        "tools":[{"type":"function","function":{"name":"f","parameters":{"anyOf":[{"type":"object","properties":{}}]}}}],
        "messages":[{"role":"user","content":"u"}]
        """;

    private const string Developer = """ "messages":[{"role":"developer","content":"B"},{"role":"user","content":"u"}]""";

    private const string Marked =
        """
        "max_tokens":100,"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}],
        "messages":[{"role":"user","content":"u"}]
        """;

    [Theory]
    [InlineData("chat", "messages", LaterSystem, "system_messages")]
    [InlineData("chat", "messages", UnionTool, "tool_schemas")]
    [InlineData("chat", "lenient", Developer, "system_messages")]
    [InlineData("chat", "chat", Developer, "system_messages")]
    [InlineData(
        "responses", "lenient", """ "input":[{"role":"developer","content":"B"},{"role":"user","content":"u"}]""", "system_messages")]
    [InlineData("messages", "chat", Marked, "unknown_fields")]
    [InlineData("messages", "responses", Marked, "unknown_fields")]
    [InlineData("messages", "messages", Marked, "")]
    [InlineData(
        "chat", "claude", """ "max_tokens":100,"reasoning_effort":"high","messages":[{"role":"user","content":"u"}]""", "reasoning_effort")]
    [InlineData("chat", "claude", """ "max_tokens":8000,"reasoning_effort":"low","messages":[{"role":"user","content":"u"}]""", "")]
    [InlineData(
        "messages", "claude", """ "max_tokens":100,"output_config":{"effort":"high"},"messages":[{"role":"user","content":"u"}]""",
        "reasoning_effort")]
    public async Task The_receipt_names_what_was_changed(string client, string upstream, string fields, string expected)
    {
        var (answer, _) = await host.SendAsync(client, upstream, fields);

        (await host.AdjustedAsync(answer)).ShouldBe(expected);
    }
}
