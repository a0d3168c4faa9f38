using System.Text.Json;
using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Streams;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Benchmarks;

/// <summary>
/// From a front door to an upstream and back: an agent's request of about 60 KB, and a chunk's share of a stream of 50. Where both speak the same
/// dialect the body is patched and the stream passes; else all of it is read and written anew.
/// </summary>
public class Crossing : IDisposable
{
    private const int Chunks = 50;

    private readonly byte[] sent = new byte[64 * 1024];
    private BenchedGateway gateway = null!;
    private IUpstreamDialect dialect = null!;
    private Call call = null!;
    private UpstreamAddress address = null!;
    private byte[][] events = null!;
    private byte[][] toolCall = null!;

    [Params("chat", "messages", "responses")]
    public string Door { get; set; } = "";

    [Params("chat", "messages", "responses")]
    public string Upstream { get; set; } = "";

    private bool IsVerbatim => Door == Upstream;

    [GlobalSetup]
    public void SetUp()
    {
        gateway = new BenchedGateway();
        call = gateway.AgentCall(Named(Door), Named(Upstream));
        dialect = gateway.Upstream(Named(Upstream));
        address = UpstreamAddress.Of(call.Target.Endpoint);
        events = gateway.Events(Named(Upstream), Chunks);
        toolCall = gateway.ToolCallEvents(Named(Upstream), Chunks);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        gateway.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Description = "60 KB request")]
    public async Task Request()
    {
        if (IsVerbatim)
        {
            await dialect.Patch(call, address).WriteToAsync(Stream.Null, CancellationToken.None);
            return;
        }

        using var body = new PooledBuffer(call.Context.Body.Span.Length + 1024);
        using var conversation = call.Context.ClientDialect.ReadConversation(call);
        using var writer = new Utf8JsonWriter(body, new JsonWriterOptions { SkipValidation = true });
        dialect.Write(writer, conversation, call);
    }

    [Benchmark(Description = "chunk", OperationsPerInvoke = Chunks)]
    public Task<int> Chunk() => PassAsync(events);

    [Benchmark(Description = "chunk of a tool call", OperationsPerInvoke = Chunks)]
    public Task<int> ToolCallChunk() => PassAsync(toolCall);

    private async Task<int> PassAsync(byte[][] arriving)
    {
        call.Attempt.DiscardUsage();
        call.Transcript.Clear();
        var deadline = new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        var output = new PooledBuffer(StreamingResponse.ReadSize);
        var leg = new UpstreamStream(new HttpResponseMessage(), new ArrivingEvents(arriving), deadline, gateway.Relays.Begin(call, dialect, deadline, output));
        var answer = new StreamingResponse(call, leg, output, TimeProvider.System);
        if (await answer.OpenAsync() is { } failure) throw new InvalidOperationException(failure.Reason);
        var total = 0;
        while (await answer.ReadAsync(sent) is > 0 and var read) total += read;
        answer.Release();
        return call.Error is null ? total : throw new InvalidOperationException(call.Error.Message);
    }

    private static Dialect Named(string name) => name switch
    {
        "chat" => Dialect.OpenAiChat,
        "messages" => Dialect.AnthropicMessages,
        "responses" => Dialect.OpenAiResponses,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such dialect."),
    };
}
