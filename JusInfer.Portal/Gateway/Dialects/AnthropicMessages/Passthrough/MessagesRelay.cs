using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// A Messages stream from an upstream that speaks it to a client that does: every event is counted and passes as it came, but for one that
/// clients would stumble over; the last one with usage says besides who served and what it cost.
/// </summary>
internal sealed class MessagesRelay : IStreamRelay
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly AttemptDeadline deadline;
    private readonly TimeProvider time;
    private readonly MessagesProgress progress;
    private readonly MessagesMender mender;
    private MessagesUsage usage;
    private bool stopped;

    public MessagesRelay(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time)
    {
        (this.call, this.output, this.deadline, this.time) = (call, output, deadline, time);
        progress = new MessagesProgress(call, output);
        mender = new MessagesMender(call, PassMended);
    }

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var read = MessageEvent.Read(name, data, ref usage);
        if (read.Error is { } error) return EventOutcome.Reported(error);
        if (read.TypeName.IsEmpty) return UntypedEvent.Read(data);

        // SDKs go by the event's name and by its type, of which some providers leave one out.
        if (name.IsEmpty) name = read.TypeName;
        if (!read.IsTyped) return Take(name, UntypedEvent.Named(name, data));
        Count(read);
        if (mender.Passes(read, out var callId)) Pass(read, name, data);
        else mender.Mend(read, name, data, callId);
        if (read.Type != EventType.MessageStop) return EventOutcome.Continues;
        stopped = true;
        return EventOutcome.Ended;
    }

    public void End()
    {
        if (!stopped) output.Append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    public void WriteError(GatewayError error) => MessagesEventWriter.WriteError(output, error, call.Context.Id.ToString());

    public IAnswerWriter ContinuationWriter() => progress.Successor();

    public int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong)
    {
        if (progress.HasBegun) output.Append(MessagesEventWriter.Ping);
        return 0;
    }

    private void PassMended(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var counted = default(MessagesUsage);
        Pass(MessageEvent.Read(name, data, ref counted), name, data);
    }

    private void Pass(MessageEvent read, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        progress.Before(read);
        Write(name, data, isLast: read.Type == EventType.MessageDelta && read.HasUsage);
        progress.After(read);
    }

    private void Count(MessageEvent read)
    {
        var content = read.Delta.ContentBytes + JsonText.Utf8Length(read.Block.Text);
        if (read.Block is { Type: BlockType.ToolUse, Name: { } name, Input: var input })
            content += name.Length + JsonText.Utf8Length(input);

        // A block of redacted thinking: nothing to count, but the client has something of the answer.
        var begins = read.Type == EventType.BlockStart && read.Block.Type is BlockType.ToolUse or BlockType.RedactedThinking;
        if (content > 0 || begins) call.Meter.Content(content, time.GetTimestamp());
        if (read.HasUsage && !usage.Buckets.IsEmpty) call.Meter.Report(usage.Buckets, deadline.ClientLeft);
        if (!read.Delta.StopReason.IsEmpty) call.Meter.Finish(deadline.ClientLeft);
    }

    private void Write(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, bool isLast)
    {
        output.Append("event: "u8);
        output.Append(name);
        output.Append("\ndata: "u8);
        var end = isLast ? data.LastIndexOf((byte)'}') : data.Length;
        SseDataWriter.Write(output, data[..end]);
        if (isLast) WriteExtension();
        output.Append("\n\n"u8);
    }

    private void WriteExtension()
    {
        output.Append(",\"x_jusinfer\":"u8);
        using (var writer = new Utf8JsonWriter(output)) CallExtension.Write(writer, call);
        output.Append("}"u8);
    }
}
