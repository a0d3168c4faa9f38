using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// Holds a stream to what the dialect promises: a message that starts once, one block after another, numbered from zero, each call under an
/// id of its own, and a reason to stop that says what was done. As long as the upstream keeps to that, it only watches; from the first
/// event on that does not, it puts them in order.
/// </summary>
internal sealed class MessagesMender(Call call, MessagesMender.EventSink sink)
{
    private const int None = -1;

    private readonly MessageCallIds ids = new(call.Context.Id);
    private readonly Dictionary<int, MendedBlock> blocks = [];
    private readonly Queue<MendedBlock> waiting = [];
    private MendedBlock? open;
    private int openIndex = None;
    private int next;
    private bool began;
    private bool mends;
    private bool called;
    private bool hasOther;
    private bool hasReason;

    /// <summary>Takes an event for the client.</summary>
    internal delegate void EventSink(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>True where the event may pass as it came; else it is to be mended.</summary>
    /// <param name="said">The event.</param>
    /// <param name="callId">Of a call that begins, the id under which it is told; absent where the provider's stands.</param>
    public bool Passes(MessageEvent said, out string? callId)
    {
        callId = null;
        switch (said.Type)
        {
            case EventType.MessageStart:
                return !began && (began = said is { HasContent: true, HasUsage: true });
            case EventType.Other:
                return true;
        }

        if (!began) sink("message_start"u8, MendedStart.Of(call));
        began = true;
        switch (said.Type)
        {
            case EventType.BlockStart:
                if (!said.HasBlock) return false;
                called |= said.Block.Type == BlockType.ToolUse;
                hasOther |= said.Block.Type == BlockType.Other;
                if (said.Block.Type == BlockType.ToolUse && ids.Next(said.Block.Id) is var id && id != said.Block.Id) callId = id;
                if (mends || openIndex != None || said.Index != next || callId is not null) return false;
                open = new MendedBlock(said.Block.Type) { Index = said.Index };
                (openIndex, next) = (said.Index, next + 1);
                return true;
            case EventType.BlockDelta:
                return !mends && said.Index == openIndex;
            case EventType.BlockStop:
                if (mends || said.Index != openIndex) return false;
                (open, openIndex) = (null, None);
                return true;
            case EventType.MessageDelta:
                hasReason |= !said.Delta.StopReason.IsEmpty;
                return open is null && waiting.Count == 0 && Reason(said).IsEmpty && said.HasUsage;
            case EventType.MessageStop:
                return open is null && waiting.Count == 0 && (hasReason || next == 0);
            default:
                return true;
        }
    }

    /// <summary>Takes an event that may not pass as it came.</summary>
    public void Mend(MessageEvent said, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, string? callId)
    {
        if (said.Type == EventType.MessageStart)
        {
            if (!began) sink(name, MendedStart.Of(call, data));
            began = true;
            return;
        }

        if (!mends)
        {
            mends = true;
            if (open is not null) blocks[openIndex] = open;
        }

        switch (said.Type)
        {
            case EventType.BlockStart when said.HasBlock:
                Begin(said.Index, new MendedBlock(said.Block.Type), name, callId is null ? data : WithId(data, callId));
                break;
            case EventType.BlockDelta:
                GoOn(said, name, data);
                break;
            case EventType.BlockStop:
                Stop(said.Index);
                break;
            case EventType.MessageDelta:
                StopAll();
                var ending = WithReason(said, data);
                if (!said.HasUsage) ending = new ObjectRewrite().Set("usage", MessagesEventWriter.Usage(call.Usage.Tokens)).Apply(ending);
                sink(name, ending);
                break;
            case EventType.MessageStop:
                StopAll();
                if (!hasReason) TellReason();
                sink(name, data);
                break;
        }
    }

    private ReadOnlySpan<byte> Reason(MessageEvent said) =>
        said.Delta.StopReason.IsEmpty || (hasOther && !called) ? default : StopReasons.Mended(said.Delta.StopReason, called);

    private void Begin(int index, MendedBlock block, ReadOnlySpan<byte> name, ReadOnlySpan<byte> start)
    {
        // One that has the same number and was never stopped is over.
        if (blocks.TryGetValue(index, out var before)) before.IsStopped = true;
        blocks[index] = block;
        waiting.Enqueue(block);
        block.Hold(name, start);
        Advance();
    }

    private void GoOn(MessageEvent said, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (!blocks.TryGetValue(said.Index, out var block) || block.IsStopped)
        {
            // Of a call that is over or never began, nothing can be made.
            if (!said.Delta.PartialJson.IsEmpty) return;
            var type = said.Delta.Thinking.IsEmpty && said.Delta.Signature.IsEmpty ? BlockType.Text : BlockType.Thinking;
            Begin(said.Index, block = new MendedBlock(type), "content_block_start"u8, MendedBlock.StartOf(type));
        }

        if (block == open) Write(block, name, data);
        else block.Hold(name, data);
    }

    private void Stop(int index)
    {
        if (!blocks.TryGetValue(index, out var block)) return;
        block.IsStopped = true;
        Advance();
    }

    /// <summary>Closes the open block once it may be left and lets the next one go, as long as one waits.</summary>
    private void Advance()
    {
        while (open is null or { IsStopped: true } || (open.MayBeLeft && waiting.Count > 0))
        {
            if (open is not null)
            {
                open.IsStopped = true;
                sink("content_block_stop"u8, Encoding.ASCII.GetBytes($"{{\"type\":\"content_block_stop\",\"index\":{open.Index}}}"));
                open = null;
            }

            if (!waiting.TryDequeue(out open)) return;
            open.Index = next++;
            foreach (var (name, data) in open.TakeHeld()) Write(open, name, data);
        }
    }

    private void StopAll()
    {
        if (open is not null) open.IsStopped = true;
        foreach (var block in waiting) block.IsStopped = true;
        Advance();
        openIndex = None;
    }

    private void Write(MendedBlock block, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) =>
        sink(name, new ObjectRewrite().Set("index", JsonSerializer.SerializeToUtf8Bytes(block.Index)).Apply(data));

    private static byte[] WithId(ReadOnlySpan<byte> start, string id)
    {
        var json = new Utf8JsonReader(start, JsonDepth.OfReader);
        using var document = JsonDocument.ParseValue(ref json);
        var block = Encoding.UTF8.GetBytes(document.RootElement.GetProperty("content_block").GetRawText());
        return new ObjectRewrite().Set("content_block", new ObjectRewrite().Set("id", JsonSerializer.SerializeToUtf8Bytes(id)).Apply(block))
            .Apply(start);
    }

    private byte[] WithReason(MessageEvent said, ReadOnlySpan<byte> data)
    {
        var reason = Reason(said);
        if (reason.IsEmpty || !data.Overlaps(said.Delta.StopReason, out var at)) return data.ToArray();
        return [.. data[..at], .. reason, .. data[(at + said.Delta.StopReason.Length)..]];
    }

    private void TellReason()
    {
        using var buffer = new PooledBuffer(256);
        using (var writer = new Utf8JsonWriter(buffer, MessagesEventWriter.Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "message_delta");
            writer.WriteStartObject("delta");
            writer.WriteString("stop_reason", called ? "tool_use" : "end_turn");
            writer.WriteNull("stop_sequence");
            writer.WriteEndObject();
            MessagesEventWriter.WriteUsage(writer, call.Usage.Tokens);
            writer.WriteEndObject();
        }

        sink("message_delta"u8, buffer.Span);
    }
}
