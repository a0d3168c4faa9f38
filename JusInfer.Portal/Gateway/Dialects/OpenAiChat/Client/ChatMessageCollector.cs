using System.Buffers;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Collects the deltas of one choice into its message. The dialect has no field for signatures of reasoning. Usage is written next to the
/// choices.
/// </summary>
internal sealed class ChatMessageCollector(ChatStreamIdentity identity) : IResponseSink
{
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly ArrayBufferWriter<byte> reasoning = new();
    private readonly ArrayBufferWriter<byte> refusal = new();
    private readonly List<byte[]> citations = [];
    private readonly List<(ToolCallHead Head, ArrayBufferWriter<byte> Arguments)> calls = [];
    private readonly ArrayBufferWriter<byte> messageExtensions = new();
    private readonly ArrayBufferWriter<byte> choiceExtensions = new();
    private byte[] tokenLogprobs = [];
    private FinishReason finish = FinishReason.Stop;

    /// <summary>Calls are written in the legacy form, which allows only one.</summary>
    public bool WritesFunctions { get; init; }

    public void Text(ReadOnlySpan<byte> escaped) => text.Write(escaped);

    public void Reasoning(ReadOnlySpan<byte> escaped) => reasoning.Write(escaped);

    public void Refusal(ReadOnlySpan<byte> escaped) => refusal.Write(escaped);

    public void Citation(ReadOnlySpan<byte> json) => citations.Add(json.ToArray());

    public void ToolCall(int number, in ToolCallHead head) => calls.Add((head, new ArrayBufferWriter<byte>()));

    public void Arguments(int number, ReadOnlySpan<byte> escaped) => calls[number].Arguments.Write(escaped);

    public void Logprobs(ReadOnlySpan<byte> json) => tokenLogprobs = json.ToArray();

    public void Extension(ExtensionKind kind, ReadOnlySpan<byte> properties)
    {
        var extensions = kind == ExtensionKind.Choice ? choiceExtensions : messageExtensions;
        if (extensions.WrittenCount > 0) extensions.Write(","u8);
        extensions.Write(properties);
    }

    public void Finish(FinishReason reason, string? stopSequence = null) => finish = reason;

    /// <summary>Writes the choice into an open array.</summary>
    public void WriteChoice(Utf8JsonWriter writer, int index)
    {
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, index);
        writer.WriteStartObject("message"u8);
        WriteMessage(writer);
        writer.WriteEndObject();
        writer.WritePropertyName("logprobs"u8);
        writer.WriteRawValue(tokenLogprobs.Length > 0 ? tokenLogprobs : "null"u8);
        JsonProperties.Write(writer, choiceExtensions.WrittenSpan);
        writer.WriteString("finish_reason"u8, ChatFinish.Word(
            ChatFinish.BesideRefusal(finish, refusal.WrittenCount > 0).Normalize(calls.Count > 0), WritesFunctions));
        writer.WriteEndObject();
    }

    private void WriteMessage(Utf8JsonWriter writer)
    {
        writer.WriteString("role"u8, "assistant"u8);
        if (Of(text) is { } content) content.WriteTo(writer, "content"u8);
        else if (calls.Count > 0 || refusal.WrittenCount > 0) writer.WriteNull("content"u8);
        else writer.WriteString("content"u8, ""u8);
        Of(reasoning)?.WriteTo(writer, identity.HasShortReasoning ? "reasoning"u8 : "reasoning_content"u8);
        if (Of(refusal) is { } declined) declined.WriteTo(writer, "refusal"u8);
        else writer.WriteNull("refusal"u8);
        if (citations.Count > 0)
        {
            writer.WriteStartArray("annotations"u8);
            foreach (var citation in citations) writer.WriteRawValue(citation);
            writer.WriteEndArray();
        }

        if (calls.Count > 0) WriteCalls(writer);
        JsonProperties.Write(writer, messageExtensions.WrittenSpan);
    }

    private void WriteCalls(Utf8JsonWriter writer)
    {
        if (WritesFunctions)
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
