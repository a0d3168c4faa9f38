using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.Gemini;

/// <summary>The field <c>thoughtSignature</c>, with a model of Google's and one of Anthropic's.</summary>
public sealed class GeminiSignatureTests : IAsyncLifetime
{
    private const string Google = "google/gemini-test";
    private const string Claude = "test/claude";
    private const string Thinking = ""","generationConfig":{"maxOutputTokens":9000,"thinkingConfig":{"includeThoughts":true,"thinkingBudget":2048}}""";

    private ScriptedUpstream google = null!;
    private ScriptedUpstream anthropic = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        (google, anthropic) = (await ScriptedUpstream.StartAsync(), await ScriptedUpstream.StartAsync());
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("google", google.BaseUrl)
            .Provider("anthropic", anthropic.Root, dialect: "anthropic-messages")
            .Model(Google, ["google:gemini-test"], capabilities: ["tools", "reasoning"])
            .Model(Claude, ["anthropic:claude-sonnet-4-5"], context: 200_000, capabilities: ["tools", "reasoning"]));
        caller = await (await portal.SignUpAsync()).MintAsync(new { name = "without cache markers", cache_care = false });
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await google.DisposeAsync();
        await anthropic.DisposeAsync();
    }

    [Fact]
    public async Task Googles_signature_of_a_function_call_is_passed_through_in_both_directions()
    {
        google.Script(
            Replies.Sse(
                ChatSse.Role() + ChatSse.Event(ChatSse.Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{}"},"extra_content":{"google":{"thought_signature":"QUJD"}}}]}""", "null"))
                + ChatSse.Finish("tool_calls") + ChatSse.Usage() + ChatSse.Done),
            Replies.Sse(ChatSse.Stream("ok")));

        var part = (await AskAsync(Google, "")).Parts()[0];
        await AskAsync(Google, Continued(part.GetRawText()));

        part.GetProperty("thoughtSignature").GetString().ShouldBe("QUJD");
        Call().GetProperty("extra_content").GetRawText().ShouldBe("""{"google":{"thought_signature":"QUJD"}}""");
    }

    /// <summary>Google's SDK for Python decodes a signature, and encodes it in the URL-safe alphabet.</summary>
    [Theory]
    [InlineData("-_-_", "+/+/")]
    [InlineData("_w==", "/w==")]
    [InlineData("-_8", "+/8=")]
    public async Task Googles_signature_is_read_in_the_URL_safe_alphabet(string sent, string signature)
    {
        google.Script(Replies.Sse(ChatSse.Stream("ok")));

        await AskAsync(Google, Continued($$$"""{"functionCall":{"name":"look","args":{}},"thought_signature":"{{{sent}}}"}"""));

        Call().GetProperty("extra_content").GetRawText().ShouldBe($$$"""{"google":{"thought_signature":"{{{signature}}}"}}""");
    }

    [Theory]
    [InlineData("skip_thought_signature_validator")]
    [InlineData("context_engineering_is_the_way_to_go")]
    public async Task The_documented_values_without_a_signature_are_accepted(string signature)
    {
        google.Script(Replies.Sse(ChatSse.Stream("ok")));

        await AskAsync(Google, Continued($$$"""{"functionCall":{"name":"look","args":{}},"thoughtSignature":"{{{signature}}}"}"""));

        Call().GetProperty("extra_content").GetRawText().ShouldBe("""{"google":{"thought_signature":"skip_thought_signature_validator"}}""");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Anthropics_signature_returns_to_its_provider_with_the_complete_thought(bool isUrlSafe)
    {
        anthropic.Script(
            Replies.Sse(MessagesWire.Stream(MessagesWire.Thinking(0, "EqQB", "Let me ", "see.") + MessagesWire.Text(1, "So."))),
            Replies.Sse(MessagesWire.TextStream("ok")));

        var first = await AskAsync(Claude, "", Thinking);
        var recorded = string.Join(',', first.Parts().Select(static part => $$"""{"role":"model","parts":[{{part.GetRawText()}}]}"""));
        if (isUrlSafe) recorded = recorded.Replace('+', '-').Replace('/', '_');
        await AskAsync(Claude, $$""",{{recorded}},{"role":"user","parts":[{"text":"And?"}]}""", Thinking);

        var signature = first.Parts().Single(static part => part.TryGetProperty("thoughtSignature", out _));
        signature.GetProperty("thought").GetBoolean().ShouldBeTrue();
        Convert.FromBase64String(signature.GetProperty("thoughtSignature").GetString()!).ShouldNotBeEmpty();
        anthropic.LastRequest.Json.GetProperty("messages")[1].GetProperty("content").GetRawText()
            .ShouldBe("""[{"type":"thinking","thinking":"Let me see.","signature":"EqQB"},{"type":"text","text":"So."}]""");
    }

    [Fact]
    public async Task A_signature_that_nobody_made_is_ignored()
    {
        anthropic.Script(Replies.Sse(MessagesWire.TextStream("ok")));

        await AskAsync(Claude, """,{"role":"model","parts":[{"text":"Hm.","thought":true,"thoughtSignature":"amluZi56ei4uYWJj"},{"text":"So.","thoughtSignature":"CgQKAggB"}]},{"role":"user","parts":[{"text":"And?"}]}""", Thinking);

        anthropic.LastRequest.Json.GetProperty("messages")[1].GetRawText().ShouldNotContain("thinking");
    }

    [Fact]
    public async Task A_forged_seal_is_ignored()
    {
        anthropic.Script(Replies.Sse(MessagesWire.TextStream("ok")));
        var forged = Convert.ToBase64String("jinf.r1.x\",\"type\":\"text"u8);

        await AskAsync(
            Claude,
            $$$""",{"role":"model","parts":[{"text":"Hm.","thought":true,"thoughtSignature":"{{{forged}}}"},{"text":"So."}]},{"role":"user","parts":[{"text":"And?"}]}""",
            Thinking);

        anthropic.LastRequest.Json.GetProperty("messages")[1].GetProperty("content").GetRawText().ShouldBe("""[{"type":"text","text":"So."}]""");
    }

    private JsonElement Call() => google.LastRequest.Json.GetProperty("messages")[1].GetProperty("tool_calls")[0];

    /// <summary>The contents after the first: a call, and its result.</summary>
    private static string Continued(string call) =>
        $$$$""",{"role":"model","parts":[{{{{call}}}}]},{"role":"user","parts":[{"functionResponse":{"name":"look","response":{"output":"r"}}}]}""";

    private async Task<GatewayAnswer> AskAsync(string model, string contents, string fields = "")
    {
        var answer = await caller.PostAsync(
            GeminiBody.Stream(model), $$"""{"contents":[{"role":"user","parts":[{"text":"hi"}]}{{contents}}],"tools":[{"functionDeclarations":[{"name":"look"}]}]{{fields}}}""");
        answer.ShouldBe(200);
        return answer;
    }
}
