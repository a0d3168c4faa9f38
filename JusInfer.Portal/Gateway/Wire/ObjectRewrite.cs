using System.Buffers;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// Replaces or adds properties of a JSON object. The other bytes are copied unchanged, except that line breaks are removed.
/// </summary>
internal sealed class ObjectRewrite
{
    private readonly List<(byte[] Name, byte[] Value)> properties = [];

    public bool IsEmpty => properties.Count == 0;

    public ObjectRewrite Set(string name, ReadOnlySpan<byte> json)
    {
        properties.Add((Encoding.ASCII.GetBytes(name), json.ToArray()));
        return this;
    }

    /// <exception cref="JsonException">The bytes are not a JSON object.</exception>
    public byte[] Apply(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 256);
        var reader = new Utf8JsonReader(json, JsonDepth.ReaderOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("The value is not a JSON object.");
        var (copied, found, isEmpty) = (0, new bool[properties.Count], true);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            var index = IndexOf(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (index < 0) continue;
            SseDataWriter.Write(output, json[copied..start]);
            output.Write(properties[index].Value);
            copied = (int)reader.BytesConsumed;
            found[index] = true;
        }

        SseDataWriter.Write(output, json[copied..(int)reader.TokenStartIndex]);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i]) continue;
            output.Write(isEmpty ? "\""u8 : ",\""u8);
            output.Write(properties[i].Name);
            output.Write("\":"u8);
            output.Write(properties[i].Value);
            isEmpty = false;
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    private int IndexOf(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < properties.Count; i++)
        {
            if (reader.ValueTextEquals(properties[i].Name)) return i;
        }

        return -1;
    }
}
