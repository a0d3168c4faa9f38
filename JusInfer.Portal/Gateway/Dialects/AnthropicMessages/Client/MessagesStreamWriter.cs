using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Writes an answer as a Messages stream: each block is started, continued and stopped before the next one starts, whatever the order of
/// the deltas. A delta of another block than the open one is held until the open one is complete.
/// </summary>
/// <remarks>The message starts with the first block, so that an attempt that fails before it has written nothing.</remarks>
internal sealed class MessagesStreamWriter : IResponseWriter
{
    private readonly Call call;
    private readonly PooledBuffer output;
    private readonly MessageFrame frame;
    private readonly MessagesProgress before;
    private readonly List<MessagesStreamBlock> waiting = [];
    private MessagesStreamBlock? open;
    private bool hasBegun;
    private int nextIndex;
    private bool hasCalls;
    private FinishReason? finish;
    private string? sequence;
    private TokenBuckets usage;

    /// <summary>Unknown properties of the block of text or reasoning that the upstream has begun; null once that is written.</summary>
    private byte[]? blockExtensions;

    private byte[] eventExtensions = [];
    private byte[] deltaExtensions = [];

    public MessagesStreamWriter(Call call, PooledBuffer output)
        : this(call, output, new MessageFrame(), default)
    {
    }

    /// <summary>Creates a writer that continues a stream.</summary>
    /// <param name="call">The call that is answered.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="frame">The message around the content.</param>
    /// <param name="progress">The part of the stream that the client has received.</param>
    public MessagesStreamWriter(Call call, PooledBuffer output, MessageFrame frame, MessagesProgress progress)
    {
        (this.call, this.output, this.frame, before) = (call, output, frame, progress);
        (hasBegun, nextIndex, hasCalls) = (progress.HasBegun, progress.NextIndex, progress.Calls > 0);
        if (progress.Open is not { } type) return;
        var index = progress.NextIndex - 1;
        open = new MessagesStreamBlock(type)
        {
            Index = index,
            Number = type == BlockType.ToolUse ? progress.Calls - 1 : index,
            IsSigned = progress.IsSigned,
        };
    }

    public void Text(ReadOnlySpan<byte> escaped) => Add(BlockType.Text, escaped);

    /// <summary>In this dialect a refusal is text with a stop reason.</summary>
    public void Refusal(ReadOnlySpan<byte> escaped)
    {
        finish = FinishReason.Refusal;
        Add(BlockType.Text, escaped);
    }

    public void Reasoning(ReadOnlySpan<byte> escaped) => Add(BlockType.Thinking, escaped);

    public void Signature(ReasoningSignature signature)
    {
        if (signature.Kind == ReasoningSignatureKind.AnthropicRedacted)
            Begin(new MessagesStreamBlock(BlockType.RedactedThinking) { Signature = signature, Extensions = TakeBlockExtensions() });
        else if (Last(BlockType.Thinking) is { } thinking) thinking.Signature = signature;
        else Begin(new MessagesStreamBlock(BlockType.Thinking) { Signature = signature, Extensions = TakeBlockExtensions() });
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        // Anthropic rejects a conversation with citations that are not its own: the text remains without them.
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
        hasCalls = true;
        Begin(new MessagesStreamBlock(BlockType.ToolUse)
        {
            Number = number,
            ToolUse = MessagesToolUse.Begin(call, number, head),
            Extensions = head.Extensions.ToArray(),
        });
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        call.Review?.AddArguments(number, escaped);
        if (Find(BlockType.ToolUse, number) is not { } block) return;
        if (block == open) Write(block, escaped);
        else block.Hold(escaped);
        StartNext();
    }

    public void Logprobs(ReadOnlySpan<byte> json)
    {
        // The dialect has none.
    }

    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        switch (kind)
        {
            case ExtensionKind.Block:
                blockExtensions = properties.ToArray();
                break;
            case ExtensionKind.Event:
                eventExtensions = properties.ToArray();
                break;
            case ExtensionKind.Delta:
                deltaExtensions = properties.ToArray();
                break;
            case ExtensionKind.ItemEvent or ExtensionKind.UnknownEvent:
                AddEvent(properties, kind);
                break;
        }
    }

    public void Usage(in ReportedUsage reported) => usage = reported.Tokens;

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (finish != FinishReason.Refusal) finish = reason;
        sequence = stopSequence;
    }

    public void End()
    {
        Begin();
        if (open is not null) Close(open);
        open = null;
        foreach (var block in waiting)
        {
            Start(block);
            Close(block);
        }

        waiting.Clear();
        if (!before.HasStopReason)
        {
            // No provider knows the usage of a resumed answer.
            var ending = call.Interrupted is null ? frame : new MessageFrame();
            output.Append("event: message_delta\ndata: "u8);
            ending.WriteEnd(output, call, new MessageStopReason(finish ?? FinishReason.Stop, sequence, hasCalls));
            output.Append("\n\n"u8);
        }

        if (!before.IsEnded) output.Append(MessagesEventWriter.MessageStop);
    }

    public void WriteKeepAlive()
    {
        Begin();
        output.Append(MessagesEventWriter.Ping);
    }

    public void WriteError(GatewayError error) => MessagesEventWriter.WriteError(output, error, call.Context.Id.ToString());

    private void Add(BlockType type, ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        var block = Last(type);
        if (block is null) Begin(block = new MessagesStreamBlock(type) { Extensions = TakeBlockExtensions() });
        if (block == open) Write(block, escaped);
        else block.Hold(escaped);
    }

    /// <summary>Adds an event of the upstream that is unknown, or that belongs to an unknown block.</summary>
    private void AddEvent(ReadOnlySpan<byte> json, ExtensionKind kind)
    {
        var ignored = default(UsageFields);
        var added = MessageEvent.Read(default, json, ref ignored);
        switch (added.Type)
        {
            case EventType.BlockStart:
                Begin(new MessagesStreamBlock(BlockType.Other) { Number = added.Index, StartEvent = json.ToArray() });
                break;
            case EventType.BlockDelta:
                AddDelta(kind == ExtensionKind.ItemEvent ? Find(BlockType.Other, added.Index) : Latest ?? BeginText(), json);
                break;
            case EventType.BlockStop when Find(BlockType.Other, added.Index) is { } unknown:
                unknown.IsStopped = true;
                StartNext();
                break;
            case EventType.Other:
                WriteEvent(added.TypeName, json);
                break;
        }
    }

    private void AddDelta(MessagesStreamBlock? block, ReadOnlySpan<byte> json)
    {
        if (block is null) return;
        if (block == open) WriteIndexed("content_block_delta"u8, block, json);
        else block.HoldEvent(json);
    }

    private MessagesStreamBlock BeginText()
    {
        var block = new MessagesStreamBlock(BlockType.Text) { Extensions = TakeBlockExtensions() };
        Begin(block);
        return block;
    }

    /// <summary>The block that began last, unless the upstream has begun another one.</summary>
    private MessagesStreamBlock? Latest => blockExtensions is not null ? null : waiting.Count > 0 ? waiting[^1] : open;

    /// <summary>The block that began last, if it is of this type and can be continued.</summary>
    private MessagesStreamBlock? Last(BlockType type) =>
        Latest is { } last && last.Type == type && last is { Signature: null, IsSigned: false } ? last : null;

    private MessagesStreamBlock? Find(BlockType type, int number)
    {
        bool IsIt(MessagesStreamBlock block) => block.Type == type && block.Number == number && !block.IsStopped;
        return open is not null && IsIt(open) ? open : waiting.Find(IsIt);
    }

    private byte[] TakeBlockExtensions()
    {
        var taken = blockExtensions ?? [];
        blockExtensions = null;
        return taken;
    }

    private void Begin(MessagesStreamBlock block)
    {
        Begin();
        waiting.Add(block);
        StartNext();
    }

    /// <summary>Stops the open block if it is complete and starts the next one, as long as one waits.</summary>
    private void StartNext()
    {
        while (waiting.Count > 0 && open is not { IsComplete: false })
        {
            if (open is not null) Close(open);
            open = waiting[0];
            waiting.RemoveAt(0);
            Start(open);
        }
    }

    private void Begin()
    {
        if (hasBegun) return;
        hasBegun = true;
        output.Append("event: message_start\ndata: {\"type\":\"message_start\",\"message\":"u8);
        frame.WriteStart(output, call, usage);
        output.Append("}\n\n"u8);
    }

    private void Start(MessagesStreamBlock block)
    {
        block.Index = nextIndex++;
        if (block.Type == BlockType.Other) WriteIndexed("content_block_start"u8, block, block.StartEvent);
        else WriteStart(block);
        var held = block.TakeHeld();
        if (!held.IsEmpty) Write(block, held);
        foreach (var json in block.TakeEvents()) WriteIndexed("content_block_delta"u8, block, json);
    }

    private void WriteStart(MessagesStreamBlock block)
    {
        output.Append("event: content_block_start\ndata: "u8);
        using (var writer = new Utf8JsonWriter(output, MessagesEventWriter.Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "content_block_start"u8);
            block.WriteStart(writer);
            writer.WriteEndObject();
        }

        output.Append("\n\n"u8);
    }

    /// <summary>
    /// Arguments are held until the block ends, because SDKs fail on arguments that are not an object, or send them back to a provider that
    /// rejects them. They are buffered anyway, unless the client streams tool calls as they arrive. An empty delta is a keep-alive and is
    /// written.
    /// </summary>
    private void Write(MessagesStreamBlock block, ReadOnlySpan<byte> escaped)
    {
        block.Note(escaped);
        if (block.Type == BlockType.ToolUse && !call.Context.Controls.StreamsToolArguments && !escaped.IsEmpty) block.Hold(escaped);
        else WriteDelta(block, escaped);
    }

    private void WriteDelta(MessagesStreamBlock block, ReadOnlySpan<byte> escaped)
    {
        output.Append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        AppendNumber(block.Index);
        output.Append(block.DeltaPrefix);
        output.Append(escaped);
        output.Append("\""u8);
        Append(ref deltaExtensions);
        output.Append("}"u8);
        Append(ref eventExtensions);
        output.Append("}\n\n"u8);
    }

    private void Close(MessagesStreamBlock block)
    {
        if (block.TakeHeld() is { IsEmpty: false } arguments)
            WriteDelta(block, ToolArguments.From(JsonText.OfEscaped(arguments)).AsObjectText().Escaped);
        if (block is { Type: BlockType.Thinking, IsSigned: false })
        {
            output.Append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
            AppendNumber(block.Index);
            output.Append(",\"delta\":{\"type\":\"signature_delta\",\"signature\":"u8);
            output.Append((block.Signature?.Value ?? ReasoningSignatureTag.NoSignature).Quoted);
            output.Append("}}\n\n"u8);
        }

        output.Append("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        AppendNumber(block.Index);
        output.Append("}\n\n"u8);
    }

    /// <summary>Writes an event of the upstream with the index that the block has at the client.</summary>
    private void WriteIndexed(ReadOnlySpan<byte> name, MessagesStreamBlock block, ReadOnlySpan<byte> json) =>
        WriteEvent(name, new ObjectRewrite().Set("index", JsonSerializer.SerializeToUtf8Bytes(block.Index)).Apply(json));

    private void WriteEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        output.Append("event: "u8);
        output.Append(name);
        output.Append("\ndata: "u8);
        SseDataWriter.Write(output, json);
        output.Append("\n\n"u8);
    }

    private void Append(ref byte[] extensions)
    {
        if (extensions.Length == 0) return;
        output.Append(","u8);
        output.Append(extensions);
        extensions = [];
    }

    private void AppendNumber(int number)
    {
        number.TryFormat(output.GetSpan(11), out var written, provider: null);
        output.Advance(written);
    }
}
