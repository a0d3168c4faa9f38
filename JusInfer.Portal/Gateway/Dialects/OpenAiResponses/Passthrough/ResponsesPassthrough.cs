using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// Passes responses through. <see cref="ResponseEventOrder"/> determines whether an event is canonical. Properties about the storage of the
/// response are replaced, because the gateway stores it instead of the provider. The last event is held until the end of the stream, when
/// the cost of the call is known.
/// </summary>
internal sealed class ResponsesPassthrough : IPassthrough
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly StoredResponseService stored;
    private readonly ObjectRewrite storedPatch;
    private readonly ResponseObject response;
    private readonly ResponseEventOrder order = new();
    private readonly ResponsesResponseReader reader = new(isNative: true);
    private IEventOutlet? outlet;
    private ResponseProgress read;
    private ResponseProgress sent;

    /// <summary>The data of the last event; empty before it.</summary>
    private byte[] last = [];

    public ResponsesPassthrough(Call call, PooledBuffer output, StoredResponseService stored)
    {
        (this.call, this.output, this.stored, response) = (call, output, stored, new ResponseObject(call));
        storedPatch = StoredResponsePatch.Rewrite((ResponsesRequest)call.Context.Request);
    }

    public void Attach(IEventOutlet events) => outlet = events;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (data.SequenceEqual("[DONE]"u8)) return EventOutcome.Continues;
        var e = ResponsesEvent.Read(name, data);
        if (e.IsFault || e.Type.IsEmpty) return reader.Read(e, data, sink);
        var isCanonical = e.IsTyped && (name.IsEmpty || name.SequenceEqual(e.Type));
        if (!e.IsTyped)
        {
            // SDKs read the type.
            data = UntypedEvent.Named(name, data);
            e = ResponsesEvent.Read(name, data);
        }

        if (e.IsProgress && !e.Subject.IsEmpty) response.Receive(e.Subject, isFinal: false);
        if (outlet is { IsPassing: true } && !e.IsFailure)
        {
            if (isCanonical && order.After(read, e) is { } next) Pass(e, data, next);
            else outlet.TakeOver();
        }

        var outcome = reader.Read(e, data, sink);
        if (outcome.Kind == EventKind.Ended && last.Length == 0) response.Receive(e.Subject, isFinal: true);
        return outcome;
    }

    public void Commit() => sent = read;

    public void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink) =>
        reader.ReadMetadata(ResponsesEvent.Read(name, data), data, sink);

    public IResponseWriter TakeOver()
    {
        reader.ReportsAllExtensions = true;
        if (last.Length > 0) response.Receive(ResponsesEvent.Read(default, last).Subject, isFinal: true);
        return new ResponsesWriter(call, output, stored, response, sent, order.Finished(sent), order.Open(sent));
    }

    /// <summary>Writes the last event, with the gateway's own property in its response.</summary>
    public void WriteEnd()
    {
        var e = ResponsesEvent.Read(default, last);
        var ended = storedPatch.Apply(e.Subject);
        stored.Keep(call, ended);
        WriteEvent(output, e, last, new ObjectRewrite().Set(CallExtension.Name, CallExtension.Bytes(call)).Apply(ended));
    }

    /// <summary>Writes nothing: the upstream's events are numbered, so no event can be inserted between them.</summary>
    public bool TryWriteKeepAlive(bool isEventDue) => !isEventDue;

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink)
    {
        var outcome = reader.ReadBuffered(body, sink);
        if (outcome.Kind == EventKind.Ended && !call.Context.Request.Stream) response.Receive(body, isFinal: true);
        return outcome;
    }

    public bool IsCanonical(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body, JsonDepth.ReaderOptions);
        using var document = JsonDocument.ParseValue(ref json);
        return !document.RootElement.TryGetProperty("output", out var output)
            || (output.ValueKind == JsonValueKind.Array && ResponseEventOrder.IsCanonicalOutput(output, itemCount: null));
    }

    public PooledBuffer PassBuffered(PooledBuffer body)
    {
        if (storedPatch.IsEmpty) return body;
        var patched = storedPatch.Apply(body.Span);
        stored.Keep(call, patched);
        body.Consume(body.Length);
        body.Append(patched);
        return body;
    }

    public void Dispose() => order.Dispose();

    private void Pass(in ResponsesEvent e, ReadOnlySpan<byte> data, in ResponseProgress next)
    {
        var events = outlet!.BeginEvent();
        read = next;
        if (e.IsEnd) last = data.ToArray();
        else WriteEvent(events, e, data, e.IsProgress && !storedPatch.IsEmpty ? storedPatch.Apply(e.Subject) : default);
    }

    /// <param name="events">Where the event is written.</param>
    /// <param name="e">The event.</param>
    /// <param name="data">Its JSON.</param>
    /// <param name="subject">The object that replaces the event's subject; empty if it stays.</param>
    private static void WriteEvent(PooledBuffer events, in ResponsesEvent e, ReadOnlySpan<byte> data, ReadOnlySpan<byte> subject)
    {
        events.Append("event: "u8);
        events.Append(e.Type);
        events.Append("\ndata: "u8);
        if (subject.IsEmpty)
        {
            SseDataWriter.Write(events, data);
        }
        else
        {
            SseDataWriter.Write(events, data[..e.SubjectSpan.Start.Value]);
            events.Append(subject);
            SseDataWriter.Write(events, data[e.SubjectSpan.End.Value..]);
        }

        events.Append("\n\n"u8);
    }
}
