using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Upstream;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Passes Messages through. A stream is canonical if it starts with one complete message, has one open block at a time with consecutive
/// indexes, and a stop reason with usage before its end. Blocks and events of unknown types are canonical in this order too. The gateway's
/// extension is added to the event with the usage.
/// </summary>
internal sealed class MessagesPassthrough : IPassthrough
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly MessageFrame frame = new();
    private readonly MessagesResponseReader reader;
    private IEventOutlet? outlet;
    private MessagesProgress passed;
    private MessagesProgress sent;
    private bool awaitsExtension;

    public MessagesPassthrough(Call call, PooledBuffer output)
    {
        (this.call, this.output) = (call, output);
        reader = new MessagesResponseReader(frame: frame);
    }

    public void Attach(IEventOutlet events) => outlet = events;

    public EventOutcome Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var read = reader.Parse(name, data);

        // SDKs read the event's name and its type, of which some providers leave one out.
        if (!read.IsTyped && !read.TypeName.IsEmpty && read.Error is null) return Read(name, UntypedEvent.Named(name, data), sink);
        if (outlet is { IsPassing: true } && read.Error is null && !read.TypeName.IsEmpty)
        {
            if (IsCanonical(in read)) Pass(in read, name.IsEmpty ? read.TypeName : name, data, outlet.BeginEvent());
            else outlet.TakeOver();
        }

        return reader.ReadEvent(in read, data, sink);
    }

    public void Commit()
    {
        sent = passed;
        if (!awaitsExtension) return;

        // The event is the last one, and the pipeline has its usage by now.
        awaitsExtension = false;
        output.Truncate(output.Length - "}\n\n"u8.Length);
        output.Append(",\"x_jusinfer\":"u8);
        using (var writer = new Utf8JsonWriter(output)) CallExtension.Write(writer, call);
        output.Append("}\n\n"u8);
    }

    public void ReadExtensions(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var ignored = default(UsageFields);
        var read = MessageEvent.Read(name, data, ref ignored);
        reader.ReportExtensions(in read, data, sink);
    }

    public IResponseWriter TakeOver()
    {
        reader.ReportsAllExtensions = true;
        return call.Context.Request.Stream
            ? new MessagesStreamWriter(call, output, frame, sent)
            : new MessagesBufferedWriter(call, output, frame);
    }

    public void WriteEnd()
    {
        if (!sent.IsEnded) output.Append(MessagesEventWriter.MessageStop);
    }

    public bool TryWriteKeepAlive(bool isEventDue)
    {
        if (sent is { HasBegun: true, IsEnded: false }) output.Append(MessagesEventWriter.Ping);
        return true;
    }

    public EventOutcome ReadBuffered(ReadOnlySpan<byte> body, IResponseSink sink) => reader.ReadBuffered(body, sink);

    public bool IsCanonical(ReadOnlySpan<byte> body) => !reader.HasUnfitId;

    private void Pass(ref readonly MessageEvent read, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, PooledBuffer events)
    {
        events.Append("event: "u8);
        events.Append(name);
        events.Append("\ndata: "u8);
        awaitsExtension = read.Type == EventType.MessageDelta;
        SseDataWriter.Write(events, awaitsExtension ? data[..(data.LastIndexOf((byte)'}') + 1)] : data);
        events.Append("\n\n"u8);
        passed = passed.After(in read);
    }

    private bool IsCanonical(ref readonly MessageEvent read)
    {
        switch (read.Type)
        {
            case EventType.Other:
                return true;
            case EventType.MessageStart:
                return !passed.HasBegun && read.HasCompleteMessage;
            case EventType.BlockStart:
                return passed is { HasBegun: true, Open: null } && read.HasBlock && read.Index == passed.NextIndex && IsCanonical(in read.Block);
            case EventType.BlockDelta:
                return passed.Open is { } type && read.Index == passed.NextIndex - 1
                    && (read.Delta.Target == type || !read.Delta.HasContentFor(type));
            case EventType.BlockStop:
                return passed.Open is not null && read.Index == passed.NextIndex - 1;
            case EventType.MessageDelta:
                return passed is { HasBegun: true, Open: null } && read.HasUsage;
            case EventType.MessageStop:
                return passed is { HasStopReason: true, Open: null };
            default:
                return false;
        }
    }

    /// <summary>Clients read the input of a call from deltas only, and would run it without arguments (ccrelay#119).</summary>
    private static bool IsCanonical(ref readonly MessageBlock block) =>
        block.Type != BlockType.ToolUse
        || (block.Name.Length > 0 && block.Input.IsEmpty && ToolCallIds.Fits(block.Id, ToolCallIdRule.Anthropic));
}
