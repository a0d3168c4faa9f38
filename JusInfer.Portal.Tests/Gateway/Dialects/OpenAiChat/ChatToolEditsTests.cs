using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Dialects.OpenAiChat;

/// <summary>Tests conversations that move between models with different rules for tool call ids. Nothing else changes.</summary>
public sealed class ChatToolEditsTests : IAsyncLifetime
{
    private const string Calls =
        """{"role":"assistant","content":null,"tool_calls":[{"id":"functions.Bash:0","type":"function","function":{"name":"Bash","arguments":"{\"n\": 1.50}"}},{"id":"toolu_01AbC","type":"function","function":{"name":"Read","arguments":"{}"}}]}""";

    private const string Results =
        """{"role":"tool","tool_call_id":"functions.Bash:0","content":"one"},{"role":"tool","tool_call_id":"toolu_01AbC","content":"two"}""";

    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private Caller caller = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("host", upstream.BaseUrl)
            .Model("qwen/plain", ["host:plain"])
            .Model("mistralai/small", ["host:mistral"])
            .Model("moonshotai/k2", ["host:kimi"])
            .Model("openai/gpt-test", ["host:gpt"])
            .Model("google/gemini-test", ["host:gemini"]));
        caller = await (await portal.SignUpAsync()).MintAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("qwen/plain", "plain")]
    [InlineData("openai/gpt-test", "gpt")]
    public async Task A_model_that_accepts_any_id_receives_the_body_unchanged(string model, string name)
    {
        var body = Body(model);

        var sent = await SentAsync(body);

        sent.ShouldBe(body.Replace($"\"{model}\"", $"\"{name}\""));
    }

    [Fact]
    public async Task Mistral_receives_ids_of_nine_characters_that_match_between_calls_and_results()
    {
        var messages = JsonElement.Parse(await SentAsync(Body("mistralai/small"))).GetProperty("messages");

        var calls = messages[1].GetProperty("tool_calls");
        string[] ids = [calls[0].GetProperty("id").GetString()!, calls[1].GetProperty("id").GetString()!];
        ids.ShouldAllBe(static id => id.Length == 9 && id.All(char.IsAsciiLetterOrDigit));
        ids.Distinct().Count().ShouldBe(2);
        messages[2].GetProperty("tool_call_id").GetString().ShouldBe(ids[0]);
        messages[3].GetProperty("tool_call_id").GetString().ShouldBe(ids[1]);
    }

    [Fact]
    public async Task Kimi_receives_its_own_ids_unchanged_and_others_in_its_format()
    {
        var sent = await SentAsync(Body("moonshotai/k2"));

        sent.ShouldBe(Body("moonshotai/k2").Replace("\"moonshotai/k2\"", "\"kimi\"").Replace("toolu_01AbC", "functions.Read:1"));
    }

    [Fact]
    public async Task An_id_that_is_too_long_for_OpenAI_is_replaced()
    {
        var id = "chatcmpl-tool-" + new string('a', 40);

        var messages = JsonElement.Parse(await SentAsync(Body("openai/gpt-test").Replace("toolu_01AbC", id))).GetProperty("messages");

        var written = messages[1].GetProperty("tool_calls")[1].GetProperty("id").GetString()!;
        written.Length.ShouldBeLessThanOrEqualTo(40);
        messages[3].GetProperty("tool_call_id").GetString().ShouldBe(written);
    }

    [Fact]
    public async Task Gemini_receives_a_placeholder_signature_for_calls_of_other_models()
    {
        var calls = JsonElement.Parse(await SentAsync(Body("google/gemini-test"))).GetProperty("messages")[1].GetProperty("tool_calls");

        calls[0].GetProperty("extra_content").GetProperty("google").GetProperty("thought_signature").GetString().ShouldBe("skip_thought_signature_validator");
        calls[1].TryGetProperty("extra_content", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Gemini_receives_its_own_signature_from_the_client_unchanged()
    {
        var body = Body("google/gemini-test").Replace("\"id\":\"functions.Bash:0\"", "\"extra_content\":{\"google\":{\"thought_signature\":\"own\"}},\"id\":\"functions.Bash:0\"");

        var sent = await SentAsync(body);

        sent.ShouldBe(body.Replace("\"google/gemini-test\"", "\"gemini\""));
    }

    private static string Body(string model) =>
        $$"""{"messages":[{"role":"user","content":"go"},{{Calls}},{{Results}}], "model" : "{{model}}", "temperature":1.0e0,"x_unknown":{"b":1,"a":2} }""";

    private async Task<string> SentAsync(string body)
    {
        upstream.Script(Replies.Json(ChatSse.Completion("done")));
        (await caller.AskAsync(body)).ShouldBe(200);
        return upstream.LastRequest.Text;
    }
}
