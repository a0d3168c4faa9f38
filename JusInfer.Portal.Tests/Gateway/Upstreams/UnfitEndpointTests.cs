using System.Text;
using JusInfer.Portal.Tests.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Upstreams;

/// <summary>A model at providers of several dialects, and a request that one of them has no words for: the others are asked as if it were not there.</summary>
[Trait("Promise", "P-24")]
public sealed class UnfitEndpointTests(MessagesHost gateway) : IClassFixture<MessagesHost>
{
    [Fact]
    public async Task Who_cannot_be_put_the_request_takes_no_retry_from_who_can()
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
    public async Task It_may_stand_first()
    {
        gateway.Chat.Script(Replies.Json(ChatSse.Completion("good")));

        var answer = await AskAsync(MessagesHost.MixedAnew);

        answer.ShouldBe(200);
        answer["x-jusinfer-attempts"].ShouldBe("1");
    }

    [Fact]
    public async Task A_failure_of_who_could_be_asked_is_told_as_that()
    {
        gateway.Chat.Always(Replies.Error(503));

        var answer = await AskAsync(MessagesHost.Mixed);

        answer.ShouldBe(502, "UPSTREAM_ERROR");
        answer.Error.GetProperty("attempts").EnumerateArray().ShouldAllBe(static attempt => attempt.GetProperty("provider").GetString() == "chat");
    }

    [Fact]
    public async Task Only_where_nobody_can_be_put_it_the_caller_is_told_why() =>
        (await AskAsync(MessagesHost.Opus55)).ShouldBe(400, "UNSUPPORTED");

    [Fact]
    [Trait("Promise", "P-25")]
    public async Task It_is_no_attempt_to_go_on_with_an_answer_either()
    {
        const string Begun = "It begins with a long sentence that names the mat";
        gateway.Chat.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text(Begun)), Then.Pause, Then.Cut), Replies.Sse(ChatSse.Stream(Begun + "ter and ends.")));
        gateway.Claude.Script();

        // The dialect of the other has no words for sound.
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
