using System.Text;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>A model has endpoints of several dialects, and one of them cannot express the request: it is skipped.</summary>
[Trait("Promise", "P-24")]
public sealed class UnsupportedRequestTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Fact]
    public async Task An_endpoint_that_cannot_express_the_request_is_skipped_without_using_an_attempt()
    {
        gateway.Chat.Script(Replies.Error(503), Replies.Json(ChatSse.Completion("good")));
        gateway.Claude.Script();

        var answer = await AskAsync(MessagesHost.Mixed);

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("2");
        answer["x-jusinfer-provider"].ShouldBe("chat");
        gateway.Claude.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_skipped_if_it_is_the_first_endpoint_too()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("good")));

        var answer = await AskAsync(MessagesHost.MixedAnew);

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("1");
    }

    [Fact]
    public async Task The_error_lists_only_the_endpoints_that_were_called()
    {
        gateway.Chat.Always(Replies.Error(503));

        var answer = await AskAsync(MessagesHost.Mixed);

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Error.GetProperty("attempts").EnumerateArray().ShouldAllBe(static attempt => attempt.GetProperty("provider").GetString() == "chat");
    }

    [Fact]
    public async Task If_no_endpoint_can_express_the_request_the_error_says_so() =>
        (await AskAsync(MessagesHost.Opus55)).ShouldBe(400, "UNSUPPORTED");

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task It_is_skipped_for_continuations_too()
    {
        const string Begun = "It begins with a long sentence that names the mat";
        gateway.Chat.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Cut), Replies.Sse(ChatSse.Stream(Begun + "ter and ends.")));
        gateway.Claude.Script();

        // The other endpoint's dialect does not support audio.
        using var body = new StringContent(
            $$$"""{"model":"{{{MessagesHost.Mixed}}}","stream":true,"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""", Encoding.UTF8, "application/json");
        var answer = await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, "/v1/chat/completions", body);

        answer.StreamedText.ShouldBe(Begun + "ter and ends.");
        gateway.Claude.Requests.ShouldBeEmpty();
        answer.Body.ShouldContain(": resumed with attempt 2 at chat\n\n");
        var receipt = await gateway.Team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("attempts").GetInt32().ShouldBe(2);
        receipt.GetProperty("attempt_log").EnumerateArray().Select(static attempt => attempt.GetProperty("outcome").GetString()).ShouldBe(["broken", "answered"]);
    }

    private async Task<GatewayAnswer> AskAsync(string model)
    {
        using var body = new StringContent($$"""{"model":"{{model}}","n":2,"messages":[{"role":"user","content":"hello"}]}""", Encoding.UTF8, "application/json");
        return await (await gateway.Team.MintAsync()).SendAsync(HttpMethod.Post, "/v1/chat/completions", body);
    }
}
