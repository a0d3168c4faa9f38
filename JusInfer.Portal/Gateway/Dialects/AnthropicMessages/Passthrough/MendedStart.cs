using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Passthrough;

/// <summary>
/// The event with which a stream starts its message: clients put theirs together in what stands there, and fail where nothing does.
/// </summary>
internal static class MendedStart
{
    /// <summary>The event of an upstream that sent none.</summary>
    public static byte[] Of(Call call)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, MessagesEventWriter.Readable))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "message_start");
            MessagesEventWriter.WriteStart(writer, call, default);
            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    /// <summary>The event as it came, with what the upstream left out of the message.</summary>
    public static byte[] Of(Call call, ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data, JsonDepth.OfReader);
        using var document = JsonDocument.ParseValue(ref json);
        using var whole = JsonDocument.Parse(Of(call));
        var isThere = document.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object;
        var missing = new ObjectRewrite();
        foreach (var owed in whole.RootElement.GetProperty("message").EnumerateObject())
        {
            var stands = isThere && message.TryGetProperty(owed.Name, out var told)
                && (told.ValueKind == owed.Value.ValueKind || owed.Value.ValueKind == JsonValueKind.Null);
            if (!stands) missing.Set(owed.Name, JsonMarshal.GetRawUtf8Value(owed.Value));
        }

        return new ObjectRewrite().Set("message", missing.Apply(isThere ? JsonMarshal.GetRawUtf8Value(message) : "{}"u8)).Apply(data);
    }
}
