namespace JusInfer.Portal.Tests.Gateway.Rules;

/// <summary>
/// Fields that one vendor has and another rejects, from chat clients (openai/codex and Cursor send OpenAI's fields to every model).
/// </summary>
[Trait("Promise", "P-1")]
public sealed class UnknownFieldRuleTests(VendorHost host) : IClassFixture<VendorHost>
{
    private const string OpenAiFields =
        """
        "prompt_cache_key":"k","safety_identifier":"s","verbosity":"low","messages":[{"role":"user","content":"u"}],
        "prompt_cache_retention":"24h"
        """;

    private const string EarlierReasoning =
        """
        "messages":[{"role":"user","content":"u"},
        {"reasoning_content":"r","role":"assistant","content":null,"reasoning":"r","tool_calls":[{"id":"c1aaaaaaa","type":"function",
        "function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"s"}}}],"reasoning_details":[]},
        {"role":"tool","tool_call_id":"c1aaaaaaa","content":"x"}]
        """;

    [Theory]
    [InlineData("groq-oss", 0)]
    [InlineData("mistral", 0)]
    [InlineData("google-flash", 0)]
    [InlineData("openai", 4)]
    [InlineData("deepseek", 4)]
    [InlineData("router-claude", 4)]
    [InlineData("engine", 4)]
    public async Task Fields_of_OpenAI_are_removed_at_vendors_that_reject_them(string vendor, int kept)
    {
        var (answer, sent) = await host.SendAsync("chat", vendor, OpenAiFields);

        string[] fields = ["prompt_cache_key", "safety_identifier", "verbosity", "prompt_cache_retention"];
        fields.Count(field => sent.TryGetProperty(field, out _)).ShouldBe(kept);
        (await host.AdjustedAsync(answer)).ShouldBe(kept == 0 ? "unknown_fields" : "");
    }

    [Theory]
    [InlineData("groq-oss", "reasoning")]
    [InlineData("mistral", "")]
    [InlineData("openai", "")]
    [InlineData("google-pro", "extra_content")]
    [InlineData("deepseek", "reasoning_content reasoning reasoning_details extra_content")]
    public async Task Earlier_reasoning_in_the_form_of_another_vendor_is_removed(string vendor, string kept)
    {
        var (_, sent) = await host.SendAsync("chat", vendor, EarlierReasoning);

        var message = sent.GetProperty("messages")[1];
        string[] fields = ["reasoning_content", "reasoning", "reasoning_details"];
        var found = fields.Where(field => message.TryGetProperty(field, out _)).ToList();
        if (message.GetProperty("tool_calls")[0].TryGetProperty("extra_content", out _)) found.Add("extra_content");
        string.Join(' ', found).ShouldBe(kept);
    }

    [Fact]
    public async Task A_signature_of_Google_is_not_written_for_another_vendor()
    {
        const string Fields =
            """
            "contents":[{"role":"user","parts":[{"text":"u"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"c2ln"}]},
            {"role":"user","parts":[{"functionResponse":{"name":"f","response":{"r":1}}}]}]
            """;

        var (_, groq) = await host.SendAsync("gemini", "groq-oss", Fields);
        var (_, google) = await host.SendAsync("gemini", "google-pro", Fields);

        groq.GetRawText().ShouldNotContain("extra_content");
        google.GetRawText().ShouldContain("extra_content");
    }
}
