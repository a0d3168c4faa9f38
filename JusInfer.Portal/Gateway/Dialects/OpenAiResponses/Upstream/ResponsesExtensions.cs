using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Upstream;

/// <summary>
/// Reports what the hub has no delta for, so that a client of the dialect receives it in a stream that the gateway writes: unknown
/// properties of an event, items whose unknown properties the writer takes over, and whole events.
/// </summary>
internal static class ResponsesExtensions
{
    /// <summary>The properties of events that the writer writes itself.</summary>
    private static readonly byte[][] KnownProperties =
    [
        .. ((string[])
        [
            "type", "sequence_number", "output_index", "content_index", "summary_index", "annotation_index", "item_id", "delta", "text",
            "refusal", "logprobs", "part", "item", "annotation", "arguments", "name", "input", "response", "error",
        ]).Select(Encoding.ASCII.GetBytes),
    ];

    /// <summary>Reports the extensions of an event that are not content.</summary>
    /// <param name="e">The event.</param>
    /// <param name="data">Its JSON.</param>
    /// <param name="sink">Receives them.</param>
    public static void ReportMetadata(in ResponsesEvent e, ReadOnlySpan<byte> data, IResponseSink sink)
    {
        if (e.IsKnown)
        {
            sink.Extension(ExtensionKind.Event, UnknownProperties(data));
            if (e.Type.SequenceEqual("response.output_item.added"u8)) sink.Extension(ExtensionKind.ItemStart, e.Subject);
            else if (e.Type.SequenceEqual("response.output_item.done"u8)) sink.Extension(ExtensionKind.ItemEnd, e.Subject);
        }
        else if (!e.Type.EndsWith(".delta"u8))
        {
            sink.Extension(ExtensionKind.UnknownEvent, data);
        }
    }

    /// <summary>Reports an unknown item that is only in the finished response.</summary>
    public static void ReportItem(int index, JsonElement item, IResponseSink sink)
    {
        sink.Extension(
            ExtensionKind.ItemEvent,
            (byte[])
            [
                .. "{\"type\":\"response.output_item.done\",\"output_index\":"u8, .. Encoding.ASCII.GetBytes($"{index}"), .. ",\"item\":"u8,
                .. JsonMarshal.GetRawUtf8Value(item), (byte)'}',
            ]);
    }

    private static ReadOnlySpan<byte> UnknownProperties(ReadOnlySpan<byte> data)
    {
        ArrayBufferWriter<byte>? properties = null;
        var json = new Utf8JsonReader(data, JsonDepth.ReaderOptions);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = IsKnown(json.ValueSpan);
            var start = (int)json.TokenStartIndex;
            json.Read();
            json.Skip();
            if (isKnown || json.TokenType == JsonTokenType.Null) continue;
            if (properties is null) properties = new ArrayBufferWriter<byte>();
            else properties.Write(","u8);
            SseDataWriter.Write(properties, data[start..(int)json.BytesConsumed]);
        }

        return properties is null ? default : properties.WrittenSpan;
    }

    private static bool IsKnown(ReadOnlySpan<byte> property)
    {
        foreach (var known in KnownProperties)
        {
            if (property.SequenceEqual(known)) return true;
        }

        return false;
    }
}
