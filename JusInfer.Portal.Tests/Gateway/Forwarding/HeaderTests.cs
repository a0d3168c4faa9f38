using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Forwarding;

/// <summary>Headers pass the gateway by allow-list in both directions.</summary>
public sealed class HeaderTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly (string, string)[] Callers =
    [
        ("Cookie", "session=planted-cookie"), ("X-JusInfer-User", "planted-user"), ("X-JusInfer-Session", "planted-session"), ("X-JusInfer-Repository", "planted-repository"), ("X-JusInfer-Label", "planted-label"), ("x-stainless-lang", "planted-stainless"),
        ("x-api-key", "planted-other-key"), ("OpenAI-Organization", "planted-organization"), ("X-Forwarded-For", "planted-forwarded"), ("Forwarded", "for=planted-forwarded"),
        ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("anthropic-beta", "planted-beta"), ("Origin", "http://planted.origin"),
        ("Referer", "http://planted.referrer/"), ("User-Agent", "planted-agent/1.0"), ("Accept-Encoding", "gzip, br"), ("Accept-Language", "planted-language"),
        ("If-None-Match", "\"planted\""), ("X-Unheard-Of", "planted-unheard"),
    ];

    private static readonly string[] Upstreams = ["Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "Host", "User-Agent"];

    private static readonly (string, string)[] Providers =
    [
        ("Set-Cookie", "__cf_bm=planted; Path=/"), ("x-request-id", "req_planted"), ("openai-organization", "planted"), ("openai-processing-ms", "12"), ("cf-ray", "planted"),
        ("x-ratelimit-limit-requests", "77"), ("x-ratelimit-remaining-tokens", "78"), ("anthropic-ratelimit-requests-limit", "79"), ("Server", "planted"),
        ("x-jusinfer-cost-usd", "-1"), ("Location", "http://planted/"), ("Strict-Transport-Security", "max-age=1"), ("alt-svc", "h3=\":443\""),
    ];

    private static readonly string[] Clients =
    [
        "cache-control", "content-length", "content-security-policy", "content-type", "date", "referrer-policy", "x-content-type-options", "x-jusinfer-attempts", "x-jusinfer-cost-usd",
        "x-jusinfer-model", "x-jusinfer-overhead-ms", "x-jusinfer-provider", "x-jusinfer-route", "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-ratelimit-scope", "x-request-id",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_header_of_the_client_reaches_the_provider(bool streamed)
    {
        gateway.Alpha.Script(streamed ? Replies.Sse(ChatSse.Stream("ab")) : Replies.Json(ChatSse.Completion("ab")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(streamed ? Caller.Streaming(GatewayHost.Frontier) : Caller.Asking(GatewayHost.Frontier), Callers);

        answer.ShouldBe(200);
        var request = gateway.Alpha.LastRequest;
        request.Headers.Select(header => header.Key).Order(StringComparer.Ordinal).ShouldBe(Upstreams);
        request.Everything.ShouldNotContain("planted");
        request.Everything.ShouldNotContain(caller.Key);
        request.Path.ShouldBe("/v1/chat/completions");
        request.Header("Authorization").ShouldBe($"Bearer {TestCatalog.CredentialOf("alpha")}");
        request.Header("Accept-Encoding").ShouldBe("identity");
        request.Header("Accept").ShouldBe(streamed ? "text/event-stream" : "application/json");
    }

    [Fact]
    public async Task No_header_of_the_provider_reaches_the_client()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab"), 200, Providers));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.Headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ShouldBe(Clients);
        answer["x-jusinfer-cost-usd"].ShouldBe("0.000081");
        answer["x-ratelimit-limit-requests"].ShouldBe("600");
    }

    [Fact]
    public async Task No_header_of_the_provider_reaches_the_client_of_a_stream()
    {
        gateway.Alpha.Script(Replies.Sse(ChatSse.Stream("ab"), Providers));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.Headers.Keys.Select(name => name.ToLowerInvariant()).Order(StringComparer.Ordinal).ShouldBe(
            Clients.Except(["content-length", "x-jusinfer-cost-usd"]).Concat(["transfer-encoding", "x-accel-buffering"]).Order(StringComparer.Ordinal));
        answer["content-type"].ShouldBe("text/event-stream; charset=utf-8");
    }

    [Fact]
    public async Task No_output_of_a_failed_provider_reaches_the_client()
    {
        gateway.Alpha.Always(Replies.Error(401, "planted-account org-planted", Providers));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Body.ShouldNotContain("planted");
        answer.Headers.ToString()!.ShouldNotContain("planted");
        answer["set-cookie"].ShouldBeNull();
        answer["www-authenticate"].ShouldBeNull();
    }
}
