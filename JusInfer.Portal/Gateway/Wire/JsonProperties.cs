using System.Buffers;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Properties of an object as they are in JSON, without its braces: <c>"a":1,"b":2</c>.</summary>
internal static class JsonProperties
{
    /// <summary>Writes them into an object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> properties)
    {
        if (properties.IsEmpty) return;
        byte[] json = [(byte)'{', .. properties, (byte)'}'];
        var reader = new Utf8JsonReader(json, JsonDepth.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.AsSpan(start..(int)reader.BytesConsumed), skipInputValidation: true);
        }
    }

    /// <summary>The properties of an object, without line breaks, except the known ones and those that are null.</summary>
    /// <param name="json">At the start of the object.</param>
    /// <param name="bytes">What the reader reads.</param>
    /// <param name="isKnown">Asked at the name of each property.</param>
    public static ReadOnlySpan<byte> Except(Utf8JsonReader json, ReadOnlySpan<byte> bytes, Filter isKnown)
    {
        ArrayBufferWriter<byte>? properties = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isOther = !isKnown(ref json);
            var start = (int)json.TokenStartIndex;
            json.Read();
            json.Skip();
            if (!isOther || json.TokenType == JsonTokenType.Null) continue;
            if (properties is null) properties = new ArrayBufferWriter<byte>();
            else properties.Write(","u8);
            SseDataWriter.Write(properties, bytes[start..(int)json.BytesConsumed]);
        }

        return properties is null ? default : properties.WrittenSpan;
    }

    public delegate bool Filter(ref Utf8JsonReader json);
}
