using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>
/// A text in the form of a JSON string: escaped UTF-8. All dialects transport texts as JSON strings, so a translation between dialects
/// copies the bytes and decodes a text only when its content is needed.
/// </summary>
internal readonly struct JsonText
{
    private readonly JsonElement element;
    private readonly byte[]? quoted;

    private JsonText(JsonElement element) => this.element = element;

    private JsonText(byte[] quoted) => this.quoted = quoted;

    public static JsonText Empty { get; } = new("\"\""u8.ToArray());

    /// <summary>The JSON string including its quotes.</summary>
    public ReadOnlySpan<byte> Quoted =>
        quoted ?? (element.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(element) : "\"\""u8);

    /// <summary>The escaped text between the quotes.</summary>
    public ReadOnlySpan<byte> Escaped => Quoted[1..^1];

    public bool IsEmpty => Escaped.IsEmpty;

    /// <param name="element">A JSON string. Its document must not be disposed before the last use of the text.</param>
    public static JsonText From(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? new JsonText(element)
        : throw new ArgumentException($"The element is not a JSON string, but {element.ValueKind}.", nameof(element));

    public static JsonText From(string text) =>
        OfEscaped(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <param name="utf8">The unescaped text.</param>
    public static JsonText OfUtf8(ReadOnlySpan<byte> utf8) =>
        OfEscaped(JsonEncodedText.Encode(utf8, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <param name="escaped">The escaped text, without quotes.</param>
    public static JsonText OfEscaped(ReadOnlySpan<byte> escaped) => new([(byte)'"', .. escaped, (byte)'"']);

    /// <summary>Joins texts with two line feeds, for dialects that have one text where others have several.</summary>
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

    /// <summary>The length in bytes of the unescaped text in UTF-8. The escaped text can be up to six times as long.</summary>
    /// <param name="escaped">Escaped text, or any other part of a JSON document.</param>
    public static int Utf8Length(ReadOnlySpan<byte> escaped)
    {
        const int EscapeLength = 6; // \uXXXX
        var length = 0;
        while (escaped.IndexOf((byte)'\\') is >= 0 and var run)
        {
            length += run;
            escaped = escaped[run..];
            var isUnicodeEscape = escaped.Length >= EscapeLength && escaped[1] == (byte)'u';
            length += isUnicodeEscape && Utf8Parser.TryParse(escaped[2..EscapeLength], out ushort unit, out _, 'x')
                ? Utf8Length((char)unit)
                : 1;
            escaped = escaped[Math.Min(escaped.Length, isUnicodeEscape ? EscapeLength : 2)..];
        }

        return length + escaped.Length;
    }

    /// <summary>The unescaped text.</summary>
    /// <exception cref="InvalidOperationException">The text contains an unpaired surrogate.</exception>
    public string Decode()
    {
        if (Escaped.IndexOf((byte)'\\') < 0) return Encoding.UTF8.GetString(Escaped);
        var json = new Utf8JsonReader(Quoted);
        json.Read();
        return json.GetString()!;
    }

    /// <summary>Gets the unescaped text; false if it contains an unpaired surrogate.</summary>
    public bool TryDecode(out string text)
    {
        try
        {
            text = Decode();
            return true;
        }
        catch (Exception exception) when (UnreadableJson.Caused(exception))
        {
            text = "";
            return false;
        }
    }

    /// <summary>The UTF-8 length in bytes of a UTF-16 code unit; for a surrogate, half the length of its character.</summary>
    private static int Utf8Length(char unit) => unit < 0x80 ? 1 : unit < 0x800 || char.IsSurrogate(unit) ? 2 : 3;

    /// <summary>Does not contain the text, which may be a prompt, so that it cannot get into logs.</summary>
    public override string ToString() => $"text of {Escaped.Length} bytes";
}
