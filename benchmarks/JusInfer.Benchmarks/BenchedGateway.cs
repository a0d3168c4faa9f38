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
        .AddSingleton<AnswerPipeline>()
        .AddDialects()
        .BuildServiceProvider();

    public AnswerPipeline Pipeline => services.GetRequiredService<AnswerPipeline>();

    public IUpstreamDialect Upstream(Dialect dialect) => services.GetServices<IUpstreamDialect>().Single(known => known.Dialect == dialect);

    public IClientDialect Door(Dialect dialect) => services.GetServices<IClientDialect>().Single(known => known.Dialect == dialect);

    /// <summary>An agent's request of about 60 KB that came in at a door, for a model behind an upstream.</summary>
    public Call AgentCall(Dialect door, Dialect upstream) => BenchedCall.Of(Door(door), Body(door), upstream);

    /// <summary>A stream in a dialect: so many pieces of text, event by event, as this gateway itself writes it.</summary>
    public byte[][] Events(Dialect dialect, int pieces)
    {
        using var output = new PooledBuffer(64 * 1024);
        var writer = Door(dialect).Writer(AgentCall(dialect, dialect), output);
        var events = new List<byte[]>();
        for (var piece = 0; piece < pieces; piece++)
        {
            writer.Text(" word"u8);
            Take();
        }

        writer.Finish(FinishReason.Stop);
        writer.End();
        Take();
        return [.. events];

        void Take()
        {
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
