using System.Text;
using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Calls;

/// <summary>OpenAI's cache gets the name of the session, if the client gives it none.</summary>
public sealed class PromptCacheKeyTests
{
    private const string OpenAi = "https://api.openai.com/v1";
    private const string Body = """{"model":"m","messages":[{"role":"user","content":"hi"}]}""";

    [Fact]
    public async Task A_session_has_one_key_and_other_sessions_have_others()
    {
        var key = await KeyAsync(Body, OpenAi, "one");

        key.ShouldNotBeNull().ShouldMatch("^jusinfer-[0-9a-f]{16}$");
        (await KeyAsync(Body.Replace("hi", "more"), OpenAi, "one")).ShouldBe(key);
        (await KeyAsync(Body, OpenAi, "two")).ShouldNotBe(key);
    }

    [Theory]
    [InlineData("https://api.groq.com/openai/v1")]
    [InlineData("http://127.0.0.1:8000/v1")]
    public async Task Providers_that_may_reject_the_field_do_not_get_it(string address) => (await SentAsync(Body, address, "one")).ShouldBe(Sent(Body));

    [Fact]
    public async Task The_clients_own_key_a_key_without_cache_care_and_a_call_without_a_session_change_nothing()
    {
        var own = Body.Replace("\"messages\"", "\"prompt_cache_key\":\"mine\",\"messages\"");

        (await SentAsync(own, OpenAi, "one")).ShouldBe(Sent(own));
        (await SentAsync(Body, OpenAi, "one", cacheCare: false)).ShouldBe(Sent(Body));
        (await SentAsync(Body, OpenAi, session: null)).ShouldBe(Sent(Body));
        (await SentAsync(Body, OpenAi, "one", markers: CacheMarkers.None)).ShouldBe(Sent(Body));
    }

    [Fact]
    public async Task A_Responses_provider_that_may_refuse_the_field_gets_the_clients_own_only()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl, dialect: "openai-responses").Model("test/model", ["alpha:m"]));
        upstream.Always(Replies.Json(ResponsesWire.Whole("ok")));
        var one = await (await portal.SignUpAsync()).MintAsync();

        (await KeyAsync(one, "/v1/responses", """{"model":"test/model","input":"hi"}""")).ShouldBeNull();
        (await KeyAsync(one, Caller.Completions, Caller.Asking("test/model"))).ShouldBeNull();
        (await KeyAsync(one, "/v1/responses", """{"model":"test/model","input":"hi","prompt_cache_key":"mine"}""")).ShouldBe("mine");

        async Task<string?> KeyAsync(Caller caller, string path, string body)
        {
            (await caller.PostAsync(path, body, ("X-JusInfer-Session", "shared"))).ShouldBe(200);
            return upstream.LastRequest.Json.TryGetProperty("prompt_cache_key", out var key) ? key.GetString() : null;
        }
    }

    /// <summary>The request without a key, as it is sent.</summary>
    private static string Sent(string body) => body.Replace("\"m\"", "\"upstream-name\"");

    private static async Task<string?> KeyAsync(string body, string address, string session) =>
        JsonElement.Parse(await SentAsync(body, address, session)).GetProperty("prompt_cache_key").GetString();

    private static async Task<string> SentAsync(
        string body, string address, string? session, bool cacheCare = true, CacheMarkers? markers = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var call = TestCalls.Create(
            new ChatClientDialect(), ChatRequestReader.Read(bytes).Value, provider: TestCalls.Provider(address, markers), body: TestCalls.BodyOf(bytes), cacheCare: cacheCare, session: session);
        var patch = InterruptedCalls.Chat.Patch(call, UpstreamAddress.From(call.Target.Endpoint));
        using var sent = new MemoryStream();
        await patch.WriteToAsync(sent, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(sent.ToArray());
    }
}
