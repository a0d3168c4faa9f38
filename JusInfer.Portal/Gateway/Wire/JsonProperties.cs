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
        var reader = new Utf8JsonReader(json, JsonDepth.OfReader);
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
}
