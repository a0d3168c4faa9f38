using System.Text;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Tests.Gateway.Streaming.Resumption;
using JusInfer.Portal.Tests.TestKit.Fakes;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>A stream whose upstream is slow to begin: its headers are out, and whatever comes of the asking is told in it.</summary>
public sealed class DeferredResponseTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly ManualTime time = new();
    private readonly TaskCompletionSource<ResponseStream?> asking = new();
    private readonly byte[] buffer = new byte[64 * 1024];

    [Theory]
    [InlineData("chat")]
    [InlineData("messages")]
    [InlineData("responses")]
    public async Task A_fault_of_the_gateways_own_ends_it_in_the_error_of_its_dialect(string dialect)
    {
        var (call, error) = dialect switch
        {
            "chat" => (await CallAsync(InterruptedCalls.ChatClient, """{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""), "\"delta\":{},\"finish_reason\":null}],\"error\":{"),
            "messages" => (await CallAsync(InterruptedCalls.MessagesClient, """{"model":"a","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"x"}]}"""), "event: error\ndata: {\"type\":\"error\","),
            _ => (await CallAsync(InterruptedCalls.ResponsesClient, """{"model":"a","stream":true,"input":"x"}"""), "event: response.failed\ndata: {"),
        };
        var answer = await OpenAsync(call);

        call.Meter.Content(bytes: 100, now: 1);
        asking.SetException(new InvalidOperationException("A mistake."));
        var body = await RestAsync(answer);

        body.ShouldContain(error);
        body.ShouldContain("\"code\":\"INTERNAL\"");
        body.ShouldNotContain("mistake");
        body.ShouldNotContain("[DONE]");
        call.Error!.Status.ShouldBe(500);
        call.Fault.ShouldBeOfType<InvalidOperationException>();
        call.Meter.HasDelivered.ShouldBeFalse("nothing of it reached the client");
        answer.Release();
    }

    [Fact]
    public async Task It_is_asking_until_somebody_has_answered()
    {
        var answer = await OpenAsync(await CallAsync(InterruptedCalls.ChatClient, """{"model":"a","stream":true,"messages":[{"role":"user","content":"x"}]}"""));
        answer.IsAsking.ShouldBeTrue();

        asking.SetResult(BufferedResponse.Of("data: [DONE]\n\n"u8));

        answer.IsAsking.ShouldBeFalse();
        (await RestAsync(answer)).ShouldBe("data: [DONE]\n\n");
        answer.Release();
    }

    private static async Task<Call> CallAsync(IClientDialect door, string body)
    {
        var call = await InterruptedCalls.CallAsync(door, body);
        call.Interrupted = null;
        return call;
    }

    /// <summary>An answer that has told its client once that the line is not dead.</summary>
    private async Task<DeferredResponse> OpenAsync(Call call)
    {
        var line = new KeepAlive(time);
        time.Advance(Silence);
        var answer = new DeferredResponse(call, asking.Task, line);
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
