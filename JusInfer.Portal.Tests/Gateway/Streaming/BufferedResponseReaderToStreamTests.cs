using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Streaming;

/// <summary>A provider answers a streaming request with one JSON body. The gateway streams it, because no client can read such a body.</summary>
[Trait("Promise", "P-22")]
public sealed class BufferedResponseReaderToStreamTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Text_is_streamed_with_its_usage()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("not streamed")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier, extra: ",\"stream_options\":{\"include_usage\":true}"));

        answer.ShouldBe(200);
        answer["Content-Type"].ShouldBe("text/event-stream; charset=utf-8");
        answer.StreamedText.ShouldBe("not streamed");
        answer.IsDone.ShouldBeTrue();
        answer.Chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString().ShouldBe("assistant");
        answer.Chunks[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(12);
        answer.Chunks.Select(static chunk => chunk.GetProperty("id").GetString()).Distinct().ShouldBe([$"chatcmpl-{answer.RequestId}"]);
        (await gateway.Team.ReceiptAsync(answer.RequestId)).GetProperty("usage_source").GetString().ShouldBe("provider");
    }

    [Fact]
    public async Task An_error_body_is_retried()
    {
        gateway.Alpha.Script(Replies.Json("""{"error":{"message":"overloaded"}}"""), Replies.Sse(ChatSse.Stream("whole")));
        var caller = await gateway.Team.MintAsync();

        var answer = await caller.AskAsync(Caller.Streaming(GatewayHost.Frontier));

        answer.StreamedText.ShouldBe("whole");
        answer["x-jusinfer-attempts"].ShouldBe("2");
    }
}
