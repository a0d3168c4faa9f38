using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// The properties of chunks that the hub does not know, for one completion. Chunks repeat most of them, and the last value applies.
/// </summary>
internal sealed class EventExtensions
{
    private readonly Dictionary<string, byte[]> properties = new(StringComparer.Ordinal);
    private byte[] latest = [];

    /// <param name="json">The properties of one chunk: <c>"a":1,"b":2</c>.</param>
    public void Add(ReadOnlySpan<byte> json)
    {
        if (json.SequenceEqual(latest)) return;
        latest = json.ToArray();
        byte[] whole = [(byte)'{', .. json, (byte)'}'];
        var reader = new Utf8JsonReader(whole, JsonDepth.ReaderOptions);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // OpenAI pads chunks with it against the analysis of their sizes.
            var isPadding = reader.ValueTextEquals("obfuscation"u8);
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!isPadding) properties[name] = whole[start..(int)reader.BytesConsumed];
        }
    }

    public void WriteTo(Utf8JsonWriter writer)
    {
        foreach (var (name, value) in properties)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value, skipInputValidation: true);
        }
    }
}
