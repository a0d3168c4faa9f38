using System.Text.Json;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Responses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Benchmarks;

/// <summary>The gateway's dialects as the portal puts them together, without the rest of it.</summary>
internal sealed class BenchedGateway : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton<IResponseStore, NoResponses>()
        .AddResponses(new ResponseOptions())
        .AddSingleton<ReasoningCache>()
        .AddSingleton<AnswerPipelineFactory>()
        .AddSingleton<StreamRelayFactory>()
        .AddDialects()
        .BuildServiceProvider();

    public StreamRelayFactory Relays => services.GetRequiredService<StreamRelayFactory>();

    public IUpstreamDialect Upstream(Dialect dialect) => services.GetServices<IUpstreamDialect>().Single(known => known.Dialect == dialect);

    public IClientDialect Door(Dialect dialect) => services.GetServices<IClientDialect>().Single(known => known.Dialect == dialect);

    /// <summary>An agent's request of about 60 KB that came in at a door, for a model behind an upstream.</summary>
    public Call AgentCall(Dialect door, Dialect upstream, CallControls? controls = null) => BenchedCall.Of(Door(door), Body(door), upstream, controls);

    /// <summary>A stream in a dialect: so many pieces of text, event by event, as this gateway itself writes it.</summary>
    public byte[][] Events(Dialect dialect, int pieces) => Events(dialect, (writer, take) =>
    {
        for (var piece = 0; piece < pieces; piece++)
        {
            writer.Text(" word"u8);
            take();
        }

        writer.Finish(FinishReason.Stop);
    });

    /// <summary>A stream of one tool call whose arguments come in so many pieces, as this gateway writes it for a caller who wants them as they come.</summary>
    public byte[][] ToolCallEvents(Dialect dialect, int pieces) => Events(dialect, (writer, take) =>
    {
        writer.ToolCall(0, new ToolCallHead("call_1", "write_file"));
        take();
        writer.Arguments(0, "{\\\"text\\\":\\\""u8);
        take();
        for (var piece = 3; piece < pieces; piece++)
        {
            writer.Arguments(0, " word"u8);
            take();
        }

        writer.Arguments(0, "\\\"}"u8);
        take();
        writer.Finish(FinishReason.ToolCalls);
    });

    private byte[][] Events(Dialect dialect, Action<IAnswerWriter, Action> write)
    {
        using var output = new PooledBuffer(64 * 1024);
        var writer = Door(dialect).Writer(AgentCall(dialect, dialect, new CallControls { StreamsToolArguments = true }), output);
        var events = new List<byte[]>();
        write(writer, Take);
        writer.End();
        Take();
        return [.. events];

        void Take()
        {
            if (output.IsEmpty) return;
            events.Add(output.Span.ToArray());
            output.Consume(output.Length);
        }
    }

    public void Dispose() => services.Dispose();

    private byte[] Body(Dialect dialect)
    {
        var chat = AgentTalkAsChat.Of(AgentTalk.Long);
        if (dialect == Dialect.OpenAiChat) return chat;
        var call = BenchedCall.Of(Door(Dialect.OpenAiChat), chat, dialect);
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        using (var conversation = call.Context.ClientDialect.ReadConversation(call)) Upstream(dialect).Write(writer, conversation, call);
        return body.ToArray();
    }

    /// <summary>A store that nothing is asked of: no response here is to be kept.</summary>
    private sealed class NoResponses : IResponseStore
    {
        public Task AddAsync(StoredResponse response, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredResponse?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredResponse?> FindByItemAsync(TenantId tenant, string itemId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(TenantId tenant, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
