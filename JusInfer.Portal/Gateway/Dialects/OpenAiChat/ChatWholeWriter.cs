using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>Writes an answer as one chat completion, when it is whole.</summary>
internal sealed class ChatWholeWriter(Call call, PooledBuffer output) : IAnswerWriter
{
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly ArrayBufferWriter<byte> reasoning = new();
    private readonly ArrayBufferWriter<byte> refusal = new();
    private readonly List<byte[]> citations = [];
    private readonly List<(ToolCallHead Head, ArrayBufferWriter<byte> Arguments)> calls = [];
    private byte[] logprobs = "null"u8.ToArray();
    private FinishReason finish = FinishReason.Stop;

    public void Text(ReadOnlySpan<byte> escaped) => text.Write(escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => reasoning.Write(escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => refusal.Write(escaped);

    /// <summary>Seals have no place here.</summary>
    public void Seal(ReasoningSeal seal)
    {
    }

    public void Citation(ReadOnlySpan<byte> json) => citations.Add(json.ToArray());

    public void ToolCall(int number, in ToolCallHead head) => calls.Add((head, new ArrayBufferWriter<byte>()));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => calls[number].Arguments.Write(escaped);

    public void Logprobs(ReadOnlySpan<byte> json) => logprobs = json.ToArray();

    /// <summary>The meter has it too.</summary>
    public void Usage(TokenBuckets tokens)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null) => finish = reason;

    public void End()
    {
        using var writer = new Utf8JsonWriter(output);
        StreamIdentity.Of(call).WriteStart(writer, "chat.completion"u8);
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        WriteMessage(writer);
        writer.WritePropertyName("logprobs"u8);
        writer.WriteRawValue(logprobs);
        writer.WriteString("finish_reason"u8, ChatFinish.Word(ChatFinish.Derive(finish, calls.Count > 0)));
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WritePropertyName("usage"u8);
        OpenAiUsage.Write(writer, call.Meter.Total(call.Request.Features.InputTokens).Tokens);
        writer.WriteEndObject();
    }

    /// <summary>Nothing has been sent where a whole answer fails: the failure is the invoker's to tell.</summary>
    public void Break(GatewayError error)
    {
    }

    private void WriteMessage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        WriteText(writer, "content"u8, text, isEmptyNull: calls.Count > 0 || refusal.WrittenCount > 0);
        if (reasoning.WrittenCount > 0) WriteText(writer, "reasoning_content"u8, reasoning, isEmptyNull: true);
        WriteText(writer, "refusal"u8, refusal, isEmptyNull: true);
        if (citations.Count > 0)
        {
            writer.WriteStartArray("annotations"u8);
            foreach (var citation in citations) writer.WriteRawValue(citation);
            writer.WriteEndArray();
        }

        if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var (head, arguments) in calls) ChatToolCall.Write(writer, head, JsonText.OfEscaped(arguments.WrittenSpan), index: null);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> property, ArrayBufferWriter<byte> escaped, bool isEmptyNull)
    {
        if (escaped.WrittenCount == 0 && isEmptyNull) writer.WriteNull(property);
        else JsonText.OfEscaped(escaped.WrittenSpan).WriteTo(writer, property);
    }
}
