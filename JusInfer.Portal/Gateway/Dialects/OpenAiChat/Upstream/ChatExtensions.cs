using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;

/// <summary>
/// Reports the properties of a chunk that the hub has no delta for, so that a client of the dialect receives them in events that the
/// gateway writes. Properties that are null are ignored.
/// </summary>
internal static class ChatExtensions
{
    /// <summary>Reports the unknown properties of the chunk. The extension is empty if there are none.</summary>
    public static void ReportEvent(ReadOnlySpan<byte> data, IResponseSink sink)
    {
        var json = new Utf8JsonReader(data, JsonDepth.ReaderOptions);
        json.Read();
        sink.Extension(ExtensionKind.Event, JsonProperties.Except(json, data, static (ref Utf8JsonReader json) =>
            json.ValueTextEquals("id"u8) || json.ValueTextEquals("object"u8) || json.ValueTextEquals("created"u8)
            || json.ValueTextEquals("model"u8) || json.ValueTextEquals("choices"u8) || json.ValueTextEquals("usage"u8)
            || json.ValueTextEquals("error"u8)));
    }

    /// <param name="choice">Positioned at the start of the choice.</param>
    /// <param name="bytes">The JSON of the reader.</param>
    /// <param name="sink">Receives the extension.</param>
    public static void ReportChoice(Utf8JsonReader choice, ReadOnlySpan<byte> bytes, IResponseSink sink)
    {
        var properties = JsonProperties.Except(choice, bytes, static (ref Utf8JsonReader json) =>
            json.ValueTextEquals("index"u8) || json.ValueTextEquals("delta"u8) || json.ValueTextEquals("message"u8)
            || json.ValueTextEquals("finish_reason"u8) || json.ValueTextEquals("logprobs"u8) || json.ValueTextEquals("usage"u8));
        if (!properties.IsEmpty) sink.Extension(ExtensionKind.Choice, properties);
    }

    /// <param name="delta">Positioned at the start of the delta or message.</param>
    /// <param name="bytes">The JSON of the reader.</param>
    /// <param name="sink">Receives the extensions.</param>
    /// <param name="reportsAll">Also reports properties that are not content.</param>
    public static void ReportDelta(Utf8JsonReader delta, ReadOnlySpan<byte> bytes, IResponseSink sink, bool reportsAll)
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

    /// <summary>The bytes of the value at the reader's position.</summary>
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
