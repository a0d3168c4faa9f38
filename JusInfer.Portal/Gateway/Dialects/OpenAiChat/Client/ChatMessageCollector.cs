using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>Puts an answer's pieces together into one message. Seals have no place in it; usage stands beside it.</summary>
internal sealed class ChatMessageCollector : IAnswerSink
{
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly ArrayBufferWriter<byte> reasoning = new();
    private readonly ArrayBufferWriter<byte> refusal = new();
    private readonly List<byte[]> citations = [];
    private readonly List<(ToolCallHead Head, ArrayBufferWriter<byte> Arguments)> calls = [];

    /// <summary>A call is told in the older form, which has room for the first one alone.</summary>
    public bool TellsFunctions { get; init; }

    public JsonText? Content => Of(text);

    public JsonText? Thoughts => Of(reasoning);

    /// <summary>A choice's <c>logprobs</c>; empty where there are none.</summary>
    public byte[] TokenLogprobs { get; private set; } = [];

    /// <summary>Why the model stopped, calls considered.</summary>
    public FinishReason Reason { get; private set; } = FinishReason.Stop;

    public void Text(ReadOnlySpan<byte> escaped) => text.Write(escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => reasoning.Write(escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => refusal.Write(escaped);

    public void Signature(ReasoningSignature seal)
    {
    }

    public void Citation(ReadOnlySpan<byte> json) => citations.Add(json.ToArray());

    public void ToolCall(int number, in ToolCallHead head) => calls.Add((head, new ArrayBufferWriter<byte>()));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => calls[number].Arguments.Write(escaped);

    public void Logprobs(ReadOnlySpan<byte> json) => TokenLogprobs = json.ToArray();

    public void Usage(TokenBuckets tokens)
    {
    }

    public void Finish(FinishReason reason, string? stopSequence = null) => Reason = reason;

    /// <summary>The reason in the dialect's word.</summary>
    public ReadOnlySpan<byte> FinishWord => ChatFinish.Word(Reason.Given(calls.Count > 0), TellsFunctions);

    /// <summary>Writes the message's properties into an object that is open.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("role"u8, "assistant"u8);
        if (Content is { } said) said.WriteTo(writer, "content"u8);
        else if (calls.Count > 0 || refusal.WrittenCount > 0) writer.WriteNull("content"u8);
        else writer.WriteString("content"u8, ""u8);
        Thoughts?.WriteTo(writer, "reasoning_content"u8);
        if (Of(refusal) is { } declined) declined.WriteTo(writer, "refusal"u8);
        else writer.WriteNull("refusal"u8);
        if (citations.Count > 0)
        {
            writer.WriteStartArray("annotations"u8);
            foreach (var citation in citations) writer.WriteRawValue(citation);
            writer.WriteEndArray();
        }

        if (calls.Count > 0) WriteCalls(writer);
    }

    private void WriteCalls(Utf8JsonWriter writer)
    {
        if (TellsFunctions)
        {
            writer.WritePropertyName("function_call"u8);
            ChatFunctionCall.Write(writer, calls[0].Head, JsonText.OfEscaped(calls[0].Arguments.WrittenSpan));
            return;
        }

        writer.WriteStartArray("tool_calls"u8);
        foreach (var (head, arguments) in calls) ChatToolCall.Write(writer, head, JsonText.OfEscaped(arguments.WrittenSpan), index: null);
        writer.WriteEndArray();
    }

    private static JsonText? Of(ArrayBufferWriter<byte> escaped) =>
        escaped.WrittenCount == 0 ? null : JsonText.OfEscaped(escaped.WrittenSpan);
}
