using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Endpoints;

/// <summary>Clients that try a WebSocket before HTTP, such as Codex.</summary>
[Trait("Promise", "P-1")]
public sealed class WebSocketHandshakeTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Theory]
    [InlineData("/v1/responses")]
    [InlineData("/responses")]
    [InlineData("/v1/v1/responses")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/messages")]
    public async Task A_handshake_is_answered_with_426_and_the_protocol_to_use(string path)
    {
        using var request = Handshake(path);
        using var response = await gateway.Portal.Http.SendAsync(request, TestContext.Current.CancellationToken);

        var answer = await GatewayAnswer.OfAsync(response);
        answer.Status.ShouldBe(426);
        answer["upgrade"].ShouldBe("HTTP/1.1");
        answer["connection"].ShouldNotBeNull().ShouldContain("Upgrade");
        answer["content-type"].ShouldBe("application/json");
        answer.Message.ShouldContain("HTTP POST");
    }

    [Fact]
    public async Task A_request_without_an_upgrade_names_the_method_to_use()
    {
        var answer = await (await gateway.Team.MintAsync()).GetAsync("/v1/responses");

        answer.ShouldBe(405, "INVALID_REQUEST");
        answer["allow"].ShouldBe("POST");
    }

    /// <summary>The handshake of Codex 0.169.</summary>
    private static HttpRequestMessage Handshake(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.Headers.TryAddWithoutValidation("openai-beta", "responses_websockets=2026-02-06");
        return request;
    }
}
