using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Tells the properties of a chunk that the hub has no delta for, so that a client of the dialect gets them from an event that is written
/// anew. Properties that are null say nothing.
/// </summary>
internal static class ChatExtensions
{
    /// <summary>Tells those of the chunk, or that it has none.</summary>
    public static void ReportEvent(ReadOnlySpan<byte> data, IAnswerSink sink)
    {
        var json = new Utf8JsonReader(data, JsonDepth.ReaderOptions);
        json.Read();
        sink.Extension(ExtensionKind.Event, JsonProperties.Except(json, data, static (ref Utf8JsonReader json) =>
            json.ValueTextEquals("id"u8) || json.ValueTextEquals("object"u8) || json.ValueTextEquals("created"u8)
            || json.ValueTextEquals("model"u8) || json.ValueTextEquals("choices"u8) || json.ValueTextEquals("usage"u8)
            || json.ValueTextEquals("error"u8)));
    }

    /// <param name="choice">At the choice's start.</param>
    /// <param name="bytes">What the reader reads.</param>
    /// <param name="sink">Who is told.</param>
    public static void ReportChoice(Utf8JsonReader choice, ReadOnlySpan<byte> bytes, IAnswerSink sink)
    {
        var properties = JsonProperties.Except(choice, bytes, static (ref Utf8JsonReader json) =>
            json.ValueTextEquals("index"u8) || json.ValueTextEquals("delta"u8) || json.ValueTextEquals("message"u8)
            || json.ValueTextEquals("finish_reason"u8) || json.ValueTextEquals("logprobs"u8) || json.ValueTextEquals("usage"u8));
        if (!properties.IsEmpty) sink.Extension(ExtensionKind.Choice, properties);
    }

    /// <param name="delta">At the start of the delta or message.</param>
    /// <param name="bytes">What the reader reads.</param>
    /// <param name="sink">Who is told.</param>
    /// <param name="reportsAll">Properties that are not content are told too.</param>
    public static void ReportDelta(Utf8JsonReader delta, ReadOnlySpan<byte> bytes, IAnswerSink sink, bool reportsAll)
    {
        while (delta.Read() && delta.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = IsKnownInDelta(ref delta);
            var isMedia = ChatChunkChoices.IsMediaName(delta.ValueSpan);
            var start = (int)delta.TokenStartIndex;
            delta.Read();
            var value = (int)delta.TokenStartIndex;
            delta.Skip();
            if (isKnown || delta.TokenType == JsonTokenType.Null) continue;
            var end = (int)delta.BytesConsumed;
            var isContent = end - value > 2
                && delta.TokenType is JsonTokenType.String or JsonTokenType.EndArray or JsonTokenType.EndObject;
            if (!isContent && !reportsAll) continue;
            sink.Extension(
                !isContent ? ExtensionKind.Delta : isMedia ? ExtensionKind.Media : ExtensionKind.Content, SseDataWriter.OnOneLine(bytes[start..end]));
        }
    }

    /// <summary>The bytes of the value at whose start the reader is.</summary>
    public static ReadOnlySpan<byte> ValueAt(Utf8JsonReader json, ReadOnlySpan<byte> bytes)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return bytes[start..(int)json.BytesConsumed];
    }

    private static bool IsKnownInDelta(ref Utf8JsonReader json) =>
        json.ValueTextEquals("role"u8) || json.ValueTextEquals("content"u8) || json.ValueTextEquals("reasoning_content"u8)
        || json.ValueTextEquals("reasoning"u8) || json.ValueTextEquals("refusal"u8) || json.ValueTextEquals("annotations"u8)
        || json.ValueTextEquals("tool_calls"u8) || json.ValueTextEquals("function_call"u8);
}
