using System.Buffers;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>Writes an answer as one message, when it is complete.</summary>
/// <param name="call">The call that is answered.</param>
/// <param name="output">Where the message is written.</param>
/// <param name="frame">The message around the content.</param>
internal sealed class MessagesBufferedWriter(Call call, PooledBuffer output, MessageFrame frame) : IResponseWriter
{
    private readonly List<Block> blocks = [];
    private FinishReason? finish;
    private string? sequence;

    /// <summary>Unknown properties of the block of text or reasoning that the upstream has begun; null once a block has them.</summary>
    private byte[]? blockExtensions;

    public MessagesBufferedWriter(Call call, PooledBuffer output)
        : this(call, output, new MessageFrame())
    {
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
        var isRedacted = signature.Kind == ReasoningSignatureKind.AnthropicRedacted;
        if (!isRedacted && Last(BlockType.Thinking) is { } thinking) thinking.Signature = signature;
        else Begin(isRedacted ? BlockType.RedactedThinking : BlockType.Thinking).Signature = signature;
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        // Anthropic rejects a conversation with citations that are not its own: the text remains without them.
    }

    public void ToolCall(int number, in ToolCallHead head)
    {
        blocks.Add(new Block(BlockType.ToolUse)
        {
            Number = number,
            ToolUse = MessagesToolUse.Begin(call, number, head),
            Extensions = head.Extensions.ToArray(),
        });
    }

    public void Arguments(int number, ReadOnlySpan<byte> escaped)
    {
        call.Review?.AddArguments(number, escaped);
        Find(BlockType.ToolUse, number)?.Text.AddRange(escaped);
    }

    public void Logprobs(ReadOnlySpan<byte> json)
    {
        // The dialect has none.
    }

    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        if (kind == ExtensionKind.Block) blockExtensions = properties.ToArray();
        else if (kind == ExtensionKind.ItemEvent) AddEvent(properties);
    }

    public void Usage(in ReportedUsage usage)
    {
        // The usage is read from the call's meter at the end.
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (finish != FinishReason.Refusal) finish = reason;
        sequence = stopSequence;
    }

    public void End()
    {
        var content = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(content, MessagesEventWriter.Readable))
        {
            writer.WriteStartArray();
            foreach (var block in blocks) block.Write(writer);
            writer.WriteEndArray();
        }

        var hasCalls = blocks.Exists(static block => block.Type == BlockType.ToolUse);
        frame.WriteBuffered(output, call, content.WrittenSpan, new MessageStopReason(finish ?? FinishReason.Stop, sequence, hasCalls));
    }

    public void WriteError(GatewayError error) => throw new InvalidOperationException("An answer that is not streamed is written only if it is complete.");

    private void Add(BlockType type, ReadOnlySpan<byte> escaped)
    {
        if (!escaped.IsEmpty) (Last(type) ?? Begin(type)).Text.AddRange(escaped);
    }

    /// <summary>Adds an event of an unknown block. Of its deltas, the arguments of a provider's own tool are known.</summary>
    private void AddEvent(ReadOnlySpan<byte> json)
    {
        var ignored = default(UsageFields);
        var added = MessageEvent.Read(default, json, ref ignored);
        if (added.HasBlock) blocks.Add(new Block(BlockType.Other) { Number = added.Index, Json = added.Block.Json.ToArray() });
        else Find(BlockType.Other, added.Index)?.Text.AddRange(added.Delta.PartialJson);
    }

    private Block Begin(BlockType type)
    {
        var block = new Block(type) { Extensions = blockExtensions ?? [] };
        blockExtensions = null;
        blocks.Add(block);
        return block;
    }

    /// <summary>The last block, if it is of this type and the upstream has not begun another one.</summary>
    private Block? Last(BlockType type) =>
        blockExtensions is null && blocks is [.., { Signature: null } last] && last.Type == type ? last : null;

    private Block? Find(BlockType type, int number) => blocks.FindLast(block => block.Type == type && block.Number == number);

    private sealed class Block(BlockType type)
    {
        public BlockType Type => type;

        /// <summary>The number of a tool call in the pipeline, or the index of an unknown block at the upstream.</summary>
        public int Number { get; init; }

        /// <summary>Null if the block is not a tool call.</summary>
        public MessagesToolUse? ToolUse { get; init; }

        /// <summary>Unknown properties: <c>"a":1,"b":2</c>.</summary>
        public byte[] Extensions { get; init; } = [];

        /// <summary>The JSON of an unknown block.</summary>
        public byte[] Json { get; init; } = [];

        public ReasoningSignature? Signature { get; set; }

        /// <summary>Text, reasoning or arguments, escaped.</summary>
        public List<byte> Text { get; } = [];

        public void Write(Utf8JsonWriter writer)
        {
            var text = JsonText.OfEscaped([.. Text]);
            if (type == BlockType.Other)
            {
                writer.WriteRawValue(text.IsEmpty ? Json : WithInput(text), skipInputValidation: true);
                return;
            }

            writer.WriteStartObject();
            switch (type)
            {
                case BlockType.Text:
                    writer.WriteString("type", "text");
                    text.WriteTo(writer, "text"u8);
                    MessagesEventWriter.WriteCitations(writer, Extensions);
                    break;
                case BlockType.Thinking:
                    writer.WriteString("type", "thinking");
                    text.WriteTo(writer, "thinking"u8);
                    (Signature?.Value ?? ReasoningSignatureTag.NoSignature).WriteTo(writer, "signature"u8);
                    break;
                case BlockType.RedactedThinking:
                    writer.WriteString("type", "redacted_thinking");
                    Signature!.Value.WriteTo(writer, "data"u8);
                    break;
                default:
                    ToolUse!.Write(writer, Extensions);
                    writer.WritePropertyName("input");
                    ToolArguments.From(text).WriteAsObject(writer);
                    break;
            }

            JsonProperties.Write(writer, Extensions);
            writer.WriteEndObject();
        }

        private byte[] WithInput(JsonText arguments) =>
            new ObjectRewrite().Set("input", Encoding.UTF8.GetBytes(ToolArguments.From(arguments).AsObjectText().Decode())).Apply(Json);
    }
}
