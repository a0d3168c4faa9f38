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

/// <summary>Writes an answer as one message, once all of it is there.</summary>
internal sealed class MessagesWholeWriter(Call call, PooledBuffer output) : IAnswerWriter
{
    private readonly List<Block> blocks = [];
    private FinishReason? finish;
    private string? sequence;

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
        if (signature.Kind == ReasoningSignatureKind.AnthropicRedacted) blocks.Add(new Block(BlockType.RedactedThinking) { Seal = signature });
        else if (blocks is [.., { Type: BlockType.Thinking, Seal: null } thinking]) thinking.Seal = signature;
        else blocks.Add(new Block(BlockType.Thinking) { Seal = signature });
    }

    public void Citation(ReadOnlySpan<byte> json)
    {
        // Anthropic's own citations carry what only Anthropic can make, and it refuses a conversation with others: the text stands without.
    }

    public void ToolCall(int number, in ToolCallHead head) =>
        blocks.Add(new Block(BlockType.ToolUse) { Number = number, Id = ToolCallIds.Encode(head.Id, ToolCallIdRule.Anthropic), Name = head.Name });

    public void Arguments(int number, ReadOnlySpan<byte> escaped) =>
        blocks.Find(block => block.Type == BlockType.ToolUse && block.Number == number)?.Text.AddRange(escaped);

    public void Logprobs(ReadOnlySpan<byte> json)
    {
        // The dialect has none.
    }

    public void Usage(TokenBuckets tokens)
    {
        // The call's meter counts, and is asked at the end.
    }

    public void Finish(FinishReason reason, string? stopSequence = null)
    {
        if (finish != FinishReason.Refusal) finish = reason;
        sequence = stopSequence;
    }

    public void End()
    {
        using var writer = new Utf8JsonWriter(output, MessagesEventWriter.Readable);
        writer.WriteStartObject();
        MessagesEventWriter.WriteHead(writer, call);
        writer.WriteStartArray("content");
        foreach (var block in blocks) block.Write(writer);
        writer.WriteEndArray();
        var reason = StopReasons.Word(
            finish ?? FinishReason.Stop, sequence, blocks.Exists(static block => block.Type == BlockType.ToolUse));
        writer.WriteString("stop_reason", reason);
        writer.WriteString("stop_sequence", reason == "stop_sequence" ? sequence : null);
        MessagesEventWriter.WriteUsage(writer, call.Usage.Tokens);
        writer.WriteEndObject();
    }

    public void WriteError(GatewayError error) => throw new InvalidOperationException("A whole answer is not begun before it is there.");

    private void Add(BlockType type, ReadOnlySpan<byte> escaped)
    {
        if (escaped.IsEmpty) return;
        if (blocks is not [.., { Seal: null } last] || last.Type != type) blocks.Add(last = new Block(type));
        last.Text.AddRange(escaped);
    }

    private sealed class Block(BlockType type)
    {
        public BlockType Type => type;

        public int Number { get; init; }

        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public ReasoningSignature? Seal { get; set; }

        /// <summary>Text, thought or arguments, escaped.</summary>
        public List<byte> Text { get; } = [];

        public void Write(Utf8JsonWriter writer)
        {
            var text = JsonText.OfEscaped([.. Text]);
            writer.WriteStartObject();
            switch (type)
            {
                case BlockType.Text:
                    writer.WriteString("type", "text");
                    text.WriteTo(writer, "text"u8);
                    break;
                case BlockType.Thinking:
                    writer.WriteString("type", "thinking");
                    text.WriteTo(writer, "thinking"u8);
                    ReasoningSignatureTag.Show(Seal, ReasoningSignatureKind.AnthropicSignature).WriteTo(writer, "signature"u8);
                    break;
                case BlockType.RedactedThinking:
                    writer.WriteString("type", "redacted_thinking");
                    Seal!.Value.WriteTo(writer, "data"u8);
                    break;
                default:
                    writer.WriteString("type", "tool_use");
                    writer.WriteString("id", Id);
                    writer.WriteString("name", Name);
                    writer.WritePropertyName("input");
                    ToolArguments.Of(text).WriteAsObject(writer);
                    break;
            }

            writer.WriteEndObject();
        }
    }
}
