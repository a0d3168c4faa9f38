using System.Text.Json;
using BenchmarkDotNet.Attributes;
using JusInfer.Benchmarks.Streams;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Benchmarks;

/// <summary>
/// The cost of a call between a client dialect and an upstream dialect: an agent's request of about 60 KB, and one chunk of a stream of 50.
/// Between equal dialects the body is patched and the stream is passed through; otherwise both are translated.
/// </summary>
public class DialectTranslation : IDisposable
{
    private const int Chunks = 50;

    private readonly byte[] sent = new byte[64 * 1024];
    private BenchmarkGateway gateway = null!;
    private IUpstreamDialect dialect = null!;
    private Call call = null!;
    private UpstreamAddress address = null!;
    private byte[][] events = null!;
    private byte[][] toolCallEvents = null!;

    [Params("chat", "messages", "responses")]
    public string Client { get; set; } = "";

    [Params("chat", "messages", "responses")]
    public string Upstream { get; set; } = "";

    private bool IsPassthrough => Client == Upstream;

    [GlobalSetup]
    public void SetUp()
    {
        gateway = new BenchmarkGateway();
        call = gateway.AgentCall(Named(Client), Named(Upstream));
        dialect = gateway.Upstream(Named(Upstream));
        address = UpstreamAddress.From(call.Target.Endpoint);
        events = gateway.Events(Named(Upstream), Chunks);
        toolCallEvents = gateway.ToolCallEvents(Named(Upstream), Chunks);
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
        if (IsPassthrough)
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
    public Task<int> ToolCallChunk() => PassAsync(toolCallEvents);

    private async Task<int> PassAsync(byte[][] arriving)
    {
        call.Attempt.DiscardUsage();
        call.Transcript.Clear();
        var deadline = new AttemptDeadline(AttemptTimeouts.Default, endsWithClient: true, TimeProvider.System, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        var output = new PooledBuffer(StreamingResponse.ReadSize);
        var upstream = new UpstreamStream(new HttpResponseMessage(), new EventStream(arriving), dialect.Framing, deadline, gateway.Relays.Begin(call, dialect, deadline, output));
        var answer = new StreamingResponse(call, upstream, output, TimeProvider.System);
        if (await answer.OpenAsync() is { } failure) throw new InvalidOperationException(failure.Reason);
        var total = 0;
        while (await answer.ReadAsync(sent) is > 0 and var read) total += read;
        answer.Release();
        return call.Error is null ? total : throw new InvalidOperationException(call.Error.Message);
    }

    private static Dialect Named(string name) => name switch
    {
        "chat" => ChatDialect.Id,
        "messages" => MessagesDialect.Id,
        "responses" => ResponsesDialect.Id,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such dialect."),
    };
}
