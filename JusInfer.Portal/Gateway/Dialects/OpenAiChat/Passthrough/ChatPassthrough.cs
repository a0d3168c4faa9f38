using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Passes chat completions through. A chunk is canonical if it has only the first choice, in the form that every client reads, and the id
/// of the stream. If the provider never names the role, a chunk with it is inserted first. The provider's usage chunk is removed; the requested
/// one is written last.
/// </summary>
internal sealed class ChatPassthrough : IPassthrough
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly ChatStreamIdentity identity;
    private readonly ChatResponseReader reader;
    private IEventOutlet? outlet;
    private ChatProgress read;
    private ChatProgress sent;

    public ChatPassthrough(Call call, PooledBuffer output)
    {
        (this.call, this.output, identity) = (call, output, ChatStreamIdentity.From(call));
        reader = new ChatResponseReader(identity);
    }

    public void Attach(IEventOutlet events) => outlet = events;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (ChatResponseReader.ReadMarker(name, data) is { } marker)
        {
            reader.EndStream(isClean: marker.Kind == EventKind.Ended, sink);
            return marker;
        }

        var chunk = ChatChunk.Read(data);
        identity.KeepUsage(chunk);
        if (chunk.HasChoices) identity.AdoptFrom(chunk);
        if (outlet is { IsPassing: true } && chunk.HasChoices && chunk.Error is null)
        {
            if (IsCanonical(chunk)) Pass(chunk, outlet.BeginEvent());
            else outlet.TakeOver();
        }

        return reader.ReadChunk(chunk, data, sink);
    }

    public void EndStream(bool isClean, IResponseSink sink) => reader.EndStream(isClean, sink);

    public void Commit() => sent = read;

    public void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) =>
        new ChatResponseReader(identity) { ReportsAllExtensions = true }.Read(name, data, new MetadataSink(sink));

    public IResponseWriter TakeOver()
    {
        reader.ReportsAllExtensions = true;
        return call.Context.Request.Stream ? new ChatStreamWriter(call, output, identity, sent) : new ChatBufferedWriter(call, output, identity);
    }

    public void WriteEnd()
    {
        if (call.Context.Request.WantsUsage) UsageChunk.Write(output, identity, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public bool TryWriteKeepAlive(bool isEventDue)
    {
        if (!isEventDue || sent.IsFinished) return true;
        identity.Keep();
        if (sent.HasRole)
        {
            output.Append(identity.Opening(index: 0));
            output.Append("},\"finish_reason\":null}]}\n\n"u8);
        }
        else
        {
            WriteRole(output);
        }

        sent = sent with { HasRole = true };
        read = read with { HasRole = true };
        return true;
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var completion = ChatChunk.Read(body);
        identity.KeepUsage(completion);
        if (!call.Context.Request.Stream) identity.AdoptFrom(completion);
        return reader.ReadCompletion(completion, body, sink);
    }

    public bool IsCanonical(ReadOnlySpan<byte> body)
    {
        var completion = ChatChunk.Read(body);
        return completion.IsCanonicalCompletion && !(completion.Choices.Calls > 0 && ChatRequest.OffersFunctionsIn(call));
    }

    private void Pass(in ChatChunk chunk, PooledBuffer events)
    {
        ref readonly var choices = ref chunk.Choices;
        if (!choices.HasRole && !read.HasRole) WriteRole(events);
        chunk.WriteEvent(events);
        read = new ChatProgress(HasRole: true, read.HasCalls || choices.Calls > 0, read.IsFinished || choices.IsFinish);
    }

    private void WriteRole(PooledBuffer events)
    {
        events.Append(identity.Opening(index: 0));
        events.Append("\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n"u8);
    }

    private bool IsCanonical(in ChatChunk chunk)
    {
        ref readonly var choices = ref chunk.Choices;
        return chunk.IsCanonical && choices.Index == 0 && chunk.Id.SequenceEqual(identity.Id)
            && !(choices.IsFinish && read.IsFinished) && !reader.Holds(chunk)
            && !((choices.Calls > 0 || choices.Finish == FinishReason.ToolCalls) && ChatRequest.OffersFunctionsIn(call));
    }
}
