using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Requests;
using JusInfer.Benchmarks.Streams;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Benchmarks;

/// <summary>A stream of 50 chunks from an upstream to a client that speak the same dialect: figures are a chunk's share.</summary>
public class PassThrough
{
    private const int Chunks = 50;

    private static readonly byte[][] Events = ChatEvents.Of(Chunks);

    private readonly byte[] sent = new byte[16 * 1024];
    private Call call = null!;

    [GlobalSetup]
    public void SetUp() => call = BenchedCall.Of(new ChatFrontDoor(), AgentTalkAsChat.Of(AgentTalk.Short), Dialect.OpenAiChat);

    [Benchmark(OperationsPerInvoke = Chunks, Description = "chat chunk, verbatim")]
    public async Task<int> ChatChunk()
    {
        call.Meter = new AnswerMeter();
        var deadline = new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        var output = new PooledBuffer(StreamedAnswer.ReadSize);
        using var response = new HttpResponseMessage();
        var relay = new ChatRelay(call, output, deadline, TimeProvider.System);
        var answer = new StreamedAnswer(call, response, new ArrivingEvents(Events), deadline, relay, output);
        await answer.OpenAsync();
        var total = 0;
        while (await answer.ReadAsync(sent) is > 0 and var read) total += read;
        answer.Release();
        return total;
    }
}
