using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>CORS: pages of any origin can call the data plane and read every response header.</summary>
[Trait("Promise", "P-27")]
public sealed class CrossOriginTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string Page = "https://page.example";

    /// <summary>The CORS-safelisted response headers (Fetch, 3.2.6), and headers of the connection, and those that only the browser reads.</summary>
    private static readonly string[] Readable =
    [
        "cache-control", "content-length", "content-security-policy", "content-type", "date", "referrer-policy", "transfer-encoding", "x-accel-buffering", "x-content-type-options",
    ];

    [Theory]
    [InlineData("/v1/chat/completions", "POST")]
    [InlineData("/chat/completions", "POST")]
    [InlineData("/v1/v1/messages", "POST")]
    [InlineData("/v1/messages/count_tokens", "POST")]
    [InlineData("/v1/responses", "POST")]
    [InlineData("/v1/responses/resp_1", "DELETE")]
    [InlineData("/v1/embeddings", "POST")]
    [InlineData("/v1/models/test/frontier-1", "GET")]
    public async Task A_preflight_is_answered_without_a_key(string path, string method)
    {
        gateway.Alpha.Script();

        var answer = await PreflightAsync(path, method, "authorization,content-type,x-api-key,x-stainless-lang,anthropic-dangerous-direct-browser-access");

        answer.Status.ShouldBe(204);
        answer["access-control-allow-origin"].ShouldBe("*");
        answer["access-control-allow-methods"]!.ShouldContain(method);
        answer["access-control-allow-headers"]!.ShouldContain("x-stainless-lang");
        answer["access-control-allow-credentials"].ShouldBeNull();
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_and_all_its_headers_are_readable(bool streamed)
    {
        gateway.Alpha.Script(streamed ? Replies.Sse(ChatSse.Stream("ab")) : Replies.Json(ChatSse.Completion("ab")));

        var answer = await (await gateway.Team.MintAsync()).AskAsync(streamed ? Caller.Streaming(GatewayHost.Frontier) : Caller.Asking(GatewayHost.Frontier), ("Origin", Page));

        answer.ShouldBe(200);
        answer["access-control-allow-origin"].ShouldBe("*");
        var exposed = answer["access-control-expose-headers"]!.Split(',', StringSplitOptions.TrimEntries);
        answer.Headers.Keys.Select(static name => name.ToLowerInvariant()).Where(static name => !name.StartsWith("access-control-", StringComparison.Ordinal)).Except(Readable).ShouldBeSubsetOf(exposed);
        exposed.ShouldContain("retry-after");
    }

    [Fact]
    public async Task An_error_and_all_its_headers_are_readable()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("{}") };
        request.Headers.Add("Origin", Page);

        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await GatewayAnswer.OfAsync(response);

        answer.ShouldBe(401, "INVALID_KEY");
        answer["access-control-allow-origin"].ShouldBe("*");
    }

    [Theory]
    [InlineData("/v1/keys")]
    [InlineData("/v1/auth/login")]
    [InlineData("/v1/tenant/members")]
    [InlineData("/v1/usage")]
    public async Task The_control_plane_does_not_allow_calls_from_other_origins(string path)
    {
        var answer = await PreflightAsync(path, "POST", "authorization");

        answer.Status.ShouldNotBe(204);
        answer["access-control-allow-origin"].ShouldBeNull();
    }

    private async Task<GatewayAnswer> PreflightAsync(string path, string method, string headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        request.Headers.Add("Origin", Page);
        request.Headers.Add("Access-Control-Request-Method", method);
        request.Headers.Add("Access-Control-Request-Headers", headers);
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await GatewayAnswer.OfAsync(response);
    }
}
