using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// A text as it stands in JSON: escaped UTF-8. Every dialect carries texts in JSON strings, so they cross from one to another as bytes and
/// are decoded only where somebody must read them.
/// </summary>
internal readonly struct JsonText
{
    private readonly JsonElement element;
    private readonly byte[]? quoted;

    private JsonText(JsonElement element) => this.element = element;

    private JsonText(byte[] quoted) => this.quoted = quoted;

    public static JsonText Empty { get; } = new("\"\""u8.ToArray());

    /// <summary>The JSON string, quotes included.</summary>
    public ReadOnlySpan<byte> Quoted =>
        quoted ?? (element.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(element) : "\"\""u8);

    /// <summary>What stands between the quotes.</summary>
    public ReadOnlySpan<byte> Escaped => Quoted[1..^1];

    public bool IsEmpty => Escaped.IsEmpty;

    /// <param name="element">A JSON string; its document must outlive the text.</param>
    public static JsonText Of(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? new JsonText(element)
        : throw new ArgumentException($"A text is a JSON string, not {element.ValueKind}.", nameof(element));

    public static JsonText Of(string text) =>
        OfEscaped(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <param name="utf8">Plain text, not escaped.</param>
    public static JsonText OfUtf8(ReadOnlySpan<byte> utf8) =>
        OfEscaped(JsonEncodedText.Encode(utf8, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <param name="escaped">Text as it stands between the quotes of a JSON string.</param>
    public static JsonText OfEscaped(ReadOnlySpan<byte> escaped) => new([(byte)'"', .. escaped, (byte)'"']);

    /// <summary>The texts one after another with two line ends between them, as dialects that know one text join several.</summary>
    public static JsonText Join(ReadOnlySpan<JsonText> texts)
    {
        if (texts.Length == 1) return texts[0];
        List<byte> joined = [(byte)'"'];
        foreach (var text in texts)
        {
            if (joined.Count > 1) joined.AddRange("\\n\\n"u8);
            joined.AddRange(text.Escaped);
        }

        joined.Add((byte)'"');
        return new JsonText([.. joined]);
    }

    public void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(Quoted, skipInputValidation: true);

    public void WriteTo(Utf8JsonWriter writer, ReadOnlySpan<byte> property)
    {
        writer.WritePropertyName(property);
        WriteTo(writer);
    }

    /// <summary>How many bytes the text itself takes in UTF-8: escaped it takes up to six times as many, as its sender likes.</summary>
    /// <param name="escaped">Text as it stands in JSON, or any other part of a document.</param>
    public static int LengthOf(ReadOnlySpan<byte> escaped)
    {
        const int LengthOfUnit = 6; // \uXXXX
        var length = 0;
        while (escaped.IndexOf((byte)'\\') is >= 0 and var plain)
        {
            length += plain;
            escaped = escaped[plain..];
            var isUnit = escaped.Length >= LengthOfUnit && escaped[1] == (byte)'u';
            length += isUnit && Utf8Parser.TryParse(escaped[2..LengthOfUnit], out ushort unit, out _, 'x') ? LengthOf((char)unit) : 1;
            escaped = escaped[Math.Min(escaped.Length, isUnit ? LengthOfUnit : 2)..];
        }

        return length + escaped.Length;
    }

    /// <exception cref="InvalidOperationException">The text holds half a surrogate pair.</exception>
    public string Decode()
    {
        if (Escaped.IndexOf((byte)'\\') < 0) return Encoding.UTF8.GetString(Escaped);
        var json = new Utf8JsonReader(Quoted);
        json.Read();
        return json.GetString()!;
    }

    /// <summary>The text decoded; false where it holds half a surrogate pair.</summary>
    public bool TryDecode(out string text)
    {
        try
        {
            text = Decode();
            return true;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            text = "";
            return false;
        }
    }

    /// <summary>Bytes of a letter in UTF-8; of half a surrogate pair, half of its letter's.</summary>
    private static int LengthOf(char unit) => unit < 0x80 ? 1 : unit < 0x800 || char.IsSurrogate(unit) ? 2 : 3;

    /// <summary>For logs and debuggers: never the text, which may be a prompt.</summary>
    public override string ToString() => $"text of {Escaped.Length} bytes";
}
