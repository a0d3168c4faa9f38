using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Translation.ToolCalls;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Writes an answer as a Messages stream: one block after another, each started, gone on with and stopped before the next, whatever order
/// the pieces come in. A piece that belongs to another block than the open one waits until that one is whole.
/// </summary>
/// <remarks>The stream opens with the first piece: what fails before it leaves nothing behind.</remarks>
internal sealed class MessagesStreamWriter(Call call, PooledBuffer output) : IAnswerWriter
{
    private readonly List<MessagesStreamBlock> waiting = [];
    private MessagesStreamBlock? open;
    private bool began;
    private int nextIndex;
    private bool called;
    private FinishReason? finish;
    private string? sequence;
    private TokenBuckets usage;

    /// <summary>Goes on with a message that has been opened.</summary>
    /// <param name="call">Whose answer it is.</param>
    /// <param name="output">The client's stream.</param>
    /// <param name="nextIndex">Of the block that begins next.</param>
    /// <param name="open">The block that is not stopped yet; absent where there is none.</param>
    public static MessagesStreamWriter Following(Call call, PooledBuffer output, int nextIndex, MessagesStreamBlock? open) =>
        new(call, output) { began = true, nextIndex = nextIndex, open = open };

    public void Text(ReadOnlySpan<byte> escaped) => Add(BlockType.Text, escaped);

    /// <summary>The dialect has no words for a refusal but text and the reason to stop.</summary>
    public void Refusal(ReadOnlySpan<byte> escaped)
    {
        finish = FinishReason.Refusal;
        Add(BlockType.Text, escaped);
    }

    public void Reasoning(ReadOnlySpan<byte> escaped) => Add(BlockType.Thinking, escaped);

    public void Signature(ReasoningSignature signature)
    {
        if (signature.Kind == ReasoningSignatureKind.AnthropicRedacted) Begin(new MessagesStreamBlock(BlockType.RedactedThinking) { Seal = signature });
        else if (Last(BlockType.Thinking) is { } thinking) thinking.Seal = signature;
        else Begin(new MessagesStreamBlock(BlockType.Thinking) { Seal = signature });
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        // Anthropic's own citations carry what only Anthropic can make, and it refuses a conversation with others: the text stands without.
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
        called = true;
        Begin(new MessagesStreamBlock(BlockType.ToolUse)
        {
            Number = number,
            Id = ToolCallIds.Encode(head.Id, ToolCallIdRule.Anthropic),
            Name = head.Name,
        });
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        if (open is { Type: BlockType.ToolUse } current && current.Number == number)
        {
            Write(current, escaped);
            GoOn();
        }
        else if (waiting.Find(block => block.Type == BlockType.ToolUse && block.Number == number) is { } held)
        {
            held.Hold(escaped);
        }
    }

    public void Logprobs(ReadOnlySpan<byte> json)
    {
        // The dialect has none.
    }

    public void Usage(TokenBuckets tokens) => usage = tokens;

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
        WriteEnd();
    }

    public void WriteKeepAlive()
    {
        if (began) output.Append(MessagesEventWriter.Ping);
    }

    public void WriteError(GatewayError error) => MessagesEventWriter.WriteError(output, error, call.Context.Id.ToString());

    private void Add(BlockType type, ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        var block = Last(type);
        if (block is null) Begin(block = new MessagesStreamBlock(type));
        if (block == open) Write(block, escaped);
        else block.Hold(escaped);
    }

    /// <summary>The block that came last, if it is of this type and goes on.</summary>
    private MessagesStreamBlock? Last(BlockType type)
    {
        var last = waiting.Count > 0 ? waiting[^1] : open;
        return last is { } block && block.Type == type && block is { Seal: null, IsSigned: false } ? last : null;
    }

    private void Begin(MessagesStreamBlock block)
    {
        Begin();
        waiting.Add(block);
        GoOn();
    }

    /// <summary>Stops the open block once it is whole and starts the next, as long as one waits.</summary>
    private void GoOn()
    {
        while (waiting.Count > 0 && open is not { IsWhole: false })
        {
            if (open is not null) Close(open);
            open = waiting[0];
            waiting.RemoveAt(0);
            Start(open);
        }
    }

    private void Begin()
    {
        if (began) return;
        began = true;
        using var data = Event("message_start"u8);
        MessagesEventWriter.WriteStart(data.Writer, call, usage);
    }

    private void Start(MessagesStreamBlock block)
    {
        block.Index = nextIndex++;
        using (var data = Event("content_block_start"u8)) block.WriteStart(data.Writer);
        var held = block.TakeHeld();
        if (!held.IsEmpty) Write(block, held);
    }

    /// <summary>
    /// Arguments wait until the block is over: SDKs fail on those that are no object, or send them back where they are refused. They come
    /// whole anyway, but to a caller who wants them piece by piece. What says nothing keeps a client patient and goes out.
    /// </summary>
    private void Write(MessagesStreamBlock block, ReadOnlySpan<byte> escaped)
    {
        block.Follow(escaped);
        if (block.Type == BlockType.ToolUse && !call.Context.Controls.StreamsToolArguments && !escaped.IsEmpty) block.Hold(escaped);
        else WriteDelta(block, escaped);
    }

    private void WriteDelta(MessagesStreamBlock block, ReadOnlySpan<byte> escaped)
    {
        output.Append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
        AppendNumber(block.Index);
        output.Append(block.DeltaOpens);
        output.Append(escaped);
        output.Append("\"}}\n\n"u8);
    }

    private void Close(MessagesStreamBlock block)
    {
        if (block.TakeHeld() is { IsEmpty: false } arguments)
            WriteDelta(block, ToolArguments.Of(JsonText.OfEscaped(arguments)).AsObjectText().Escaped);
        if (block is { Type: BlockType.Thinking, IsSigned: false })
        {
            output.Append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8);
            AppendNumber(block.Index);
            output.Append(",\"delta\":{\"type\":\"signature_delta\",\"signature\":"u8);
            output.Append(ReasoningSignatureTag.Show(block.Seal, ReasoningSignatureKind.AnthropicSignature).Quoted);
            output.Append("}}\n\n"u8);
        }

        output.Append("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8);
        AppendNumber(block.Index);
        output.Append("}\n\n"u8);
    }

    private void WriteEnd()
    {
        using (var data = Event("message_delta"u8))
        {
            data.Writer.WriteStartObject("delta");
            var reason = StopReasons.Word(finish ?? FinishReason.Stop, sequence, called);
            data.Writer.WriteString("stop_reason", reason);
            data.Writer.WriteString("stop_sequence", reason == "stop_sequence" ? sequence : null);
            data.Writer.WriteEndObject();
            MessagesEventWriter.WriteUsage(data.Writer, call.Usage.Tokens);
            data.Writer.WritePropertyName(CallExtension.Name);
            CallExtension.Write(data.Writer, call);
        }

        output.Append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    private OpenEvent Event(ReadOnlySpan<byte> type) => new(output, type);

    private void AppendNumber(int number)
    {
        number.TryFormat(output.GetSpan(11), out var written, provider: null);
        output.Advance(written);
    }

    /// <summary>An event whose data is an object with its type in it; disposing ends it.</summary>
    private readonly ref struct OpenEvent
    {
        private readonly PooledBuffer output;

        public OpenEvent(PooledBuffer output, ReadOnlySpan<byte> type)
        {
            this.output = output;
            output.Append("event: "u8);
            output.Append(type);
            output.Append("\ndata: "u8);
            Writer = new Utf8JsonWriter(output, MessagesEventWriter.Readable);
            Writer.WriteStartObject();
            Writer.WriteString("type"u8, type);
        }

        public Utf8JsonWriter Writer { get; }

        public void Dispose()
        {
            Writer.WriteEndObject();
            Writer.Dispose();
            output.Append("\n\n"u8);
        }
    }
}
