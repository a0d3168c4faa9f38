using System.Text.Json;
using JusInfer.Benchmarks.Requests;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Rules;
using JusInfer.Portal.Gateway.Sealing;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Primitives.Threads;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace JusInfer.Benchmarks;

/// <summary>The gateway's dialects, registered as in the portal, without the rest of it.</summary>
internal sealed class BenchmarkGateway : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
        .AddSingleton<IResponseStore, NoResponses>()
        .AddSingleton(new GatewayOptions())
        .AddSingleton<BytesInFlight>()
        .AddSingleton<DedicatedThreads>()
        .AddSingleton<ParsingLimiter>()
        .AddSingleton<LargeBodyRate>()
        .AddCatalog(static _ => BenchmarkCall.Catalog)
        .AddResponses(new ResponseOptions())
        .AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider())
        .AddSingleton<ProtectedPayloads>()
        .AddSingleton<IUserIdentifierStore, FixedUserIdentifierStore>()
        .AddSingleton<UserIdentifiers>()
        .AddSingleton<ReasoningCache>()
        .AddSingleton<ReasoningSeals>()
        .AddSingleton<SignatureOrigins>()
        .AddSingleton<ResponsePipelineFactory>()
        .AddSingleton<StreamRelayFactory>()
        .AddDialects()
        .BuildServiceProvider();

    public StreamRelayFactory Relays => services.GetRequiredService<StreamRelayFactory>();

    public IUpstreamDialect Upstream(Dialect dialect) => services.GetServices<IUpstreamDialect>().Single(upstream => upstream.Dialect == dialect);

    public IClientDialect Client(Dialect dialect) => services.GetServices<IClientDialect>().Single(client => client.Dialect == dialect);

    /// <summary>Creates a call with an agent's request of about 60 KB, from a client dialect to an upstream dialect.</summary>
    public Call AgentCall(Dialect client, Dialect upstream, CallControls? controls = null) => BenchmarkCall.Of(Client(client), Body(client), upstream, controls);

    /// <summary>Creates the events of a stream with the given number of text deltas, as this gateway writes them.</summary>
    public byte[][] Events(Dialect dialect, int fragments) => Events(dialect, (writer, addEvent) =>
    {
        for (var fragment = 0; fragment < fragments; fragment++)
        {
            writer.Text(" word"u8);
            addEvent();
        }

        writer.Finish(FinishReason.Stop);
    });

    /// <summary>
    /// Creates the events of a stream with one tool call whose arguments have the given number of deltas, as this gateway writes them without
    /// buffering.
    /// </summary>
    public byte[][] ToolCallEvents(Dialect dialect, int fragments) => Events(dialect, (writer, addEvent) =>
    {
        writer.ToolCall(0, new ToolCallHead("call_1", "write_file"));
        addEvent();
        writer.Arguments(0, "{\\\"text\\\":\\\""u8);
        addEvent();
        for (var fragment = 3; fragment < fragments; fragment++)
        {
            writer.Arguments(0, " word"u8);
            addEvent();
        }

        writer.Arguments(0, "\\\"}"u8);
        addEvent();
        writer.Finish(FinishReason.ToolCalls);
    });

    private byte[][] Events(Dialect dialect, Action<IResponseWriter, Action> write)
    {
        using var output = new PooledBuffer(64 * 1024);
        var writer = Client(dialect).Writer(AgentCall(dialect, dialect, new CallControls { StreamsToolArguments = true }), output);
        var events = new List<byte[]>();
        write(writer, AddEvent);
        writer.End();
        AddEvent();
        return [.. events];

        void AddEvent()
        {
            if (output.IsEmpty) return;
            events.Add(output.Span.ToArray());
            output.Consume(output.Length);
        }
    }

    public void Dispose() => services.Dispose();

    private byte[] Body(Dialect dialect)
    {
        var chat = AgentConversationAsChat.Of(AgentConversation.Long);
        if (dialect == ChatDialect.Id) return chat;
        var call = BenchmarkCall.Of(Client(ChatDialect.Id), chat, dialect);
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        using (var conversation = call.Context.ClientDialect.ReadConversation(call)) Upstream(dialect).Write(writer, conversation, call);
        return body.ToArray();
    }

    /// <summary>A store that is never called: no response is stored.</summary>
    private sealed class NoResponses : IResponseStore
    {
        public Task AddAsync(StoredResponse response, ResponseQuota quota, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredResponse?> FindAsync(ResponseAccess access, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ReadOnlyMemory<byte>?> FindByItemAsync(ResponseAccess access, string itemId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(ResponseAccess access, string id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveExpiredAsync(DateTimeOffset now, ResponseRetention retention, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
