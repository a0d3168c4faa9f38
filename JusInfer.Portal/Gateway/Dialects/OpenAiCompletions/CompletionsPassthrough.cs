using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiCompletions;

/// <summary>
/// Passes text completions through unchanged, except for usage that the client did not request. The writer takes over only for an error and
/// for an end without a finish reason.
/// </summary>
internal sealed class CompletionsPassthrough(Call call, PooledBuffer output) : IPassthrough
{
    private readonly ChatStreamIdentity identity = ChatStreamIdentity.From(call, isText: true);
    private readonly CompletionsResponseReader reader = new();
    private IEventOutlet? outlet;
    private bool isFinished;

    public void Attach(IEventOutlet events) => outlet = events;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (ChatResponseReader.ReadMarker(name, data) is { } marker) return marker;
        var chunk = ChatChunk.Read(data);
        identity.KeepUsage(chunk);
        if (chunk.HasChoices) identity.AdoptFrom(chunk);
        if (outlet is { IsPassing: true } && chunk.HasChoices && chunk.Error is null) chunk.WriteEvent(outlet.BeginEvent());
        isFinished |= chunk.IsFinish;
        return reader.ReadChunk(chunk, data, sink);
    }

    public void Commit()
    {
    }

    public void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
    }

    public IResponseWriter TakeOver() => new CompletionsWriter(call, output, identity, isFinished);

    public void WriteEnd()
    {
        if (call.Context.Request.WantsUsage) UsageChunk.Write(output, identity, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public bool TryWriteKeepAlive(bool isEventDue) => true;

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink) => reader.ReadBuffered(body, sink);

    public bool IsCanonical(ReadOnlySpan<byte> body) => true;
}
