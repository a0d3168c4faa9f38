using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>A stream whose headers were sent before an upstream answered: it contains the answer or the error.</summary>
public sealed class DeferredResponseTests
{
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(15);

    private readonly ManualTime time = new();
    private readonly TaskCompletionSource<ResponseStream?> attempts = new();
    private readonly byte[] buffer = new byte[64 * 1024];

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task An_internal_error_ends_the_stream_with_the_dialects_error(string dialect)
    {
        var (call, error) = dialect switch
        {
            "chat" => (CreateCall(InterruptedCalls.ChatClient, """{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""), "\"delta\":{},\"finish_reason\":null}],\"error\":{"),
            "messages" => (CreateCall(InterruptedCalls.MessagesClient, """{"model":"a","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"x"}]}"""), "event: error\ndata: {\"type\":\"error\","),
            _ => (CreateCall(InterruptedCalls.ResponsesClient, """{"model":"a","stream":true,"input":"x"}"""), "event: response.failed\ndata: {"),
        };
        var answer = await OpenAsync(call);

        call.Meter.CountContent(bytes: 100, now: 1);
        attempts.SetException(new InvalidOperationException("A mistake."));
        var body = await RestAsync(answer);

        body.ShouldContain(error);
        body.ShouldContain("\"code\":\"INTERNAL\"");
        body.ShouldNotContain("mistake");
        body.ShouldNotContain("[DONE]");
        call.Error!.Status.ShouldBe(500);
        call.Fault.ShouldBeOfType<InvalidOperationException>();
        call.Meter.HasDelivered.ShouldBeFalse("The client has received no content.");
        answer.Release();
    }

    [Fact]
    public async Task It_awaits_the_upstream_until_the_attempts_end()
    {
        var answer = await OpenAsync(CreateCall(InterruptedCalls.ChatClient, """{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""));
        answer.IsAwaitingUpstream.ShouldBeTrue();

        attempts.SetResult(BufferedResponse.From("data: [DONE]\n\n"u8));

        answer.IsAwaitingUpstream.ShouldBeFalse();
        (await RestAsync(answer)).ShouldBe("data: [DONE]\n\n");
        answer.Release();
    }

    private static Call CreateCall(IClientDialect dialect, string body)
    {
        var call = InterruptedCalls.CreateCall(dialect, body);
        call.DropAnswer();
        return call;
    }

    /// <summary>A response that has sent one keep-alive.</summary>
    private async Task<DeferredResponse> OpenAsync(Call call)
    {
        var keepAlive = new KeepAlive(time);
        time.Advance(KeepAliveInterval);
        var answer = new DeferredResponse(call, attempts.Task, keepAlive);
        call.Answer = answer;
        (await ReadAsync(answer)).ShouldBe(": keep-alive\n\n");
        return answer;
    }

    private async Task<string> ReadAsync(ResponseStream answer) => Encoding.UTF8.GetString(buffer, 0, await answer.ReadAsync(buffer, TestContext.Current.CancellationToken));

    private async Task<string> RestAsync(ResponseStream answer)
    {
        var rest = "";
        while (await ReadAsync(answer) is { Length: > 0 } more) rest += more;
        return rest;
    }
}
