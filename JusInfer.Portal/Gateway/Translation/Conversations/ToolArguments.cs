using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// The arguments of a tool call: a JSON object that some dialects send as an object and others as text in a JSON string. They keep the
/// received form, and are converted when the other form is needed. Empty text, which models send for tools without parameters, is the empty
/// object, and so are <c>[]</c>, as which PHP writes it (prism-php/prism#926), and null.
/// </summary>
internal readonly struct ToolArguments
{
    private readonly JsonElement value;
    private readonly JsonText text;

    private ToolArguments(JsonElement value, JsonText text) => (this.value, this.text) = (value, text);

    /// <param name="value">An object, or a string with the text of an object. Its document must outlive the arguments.</param>
    public static ToolArguments From(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? From(JsonText.From(value)) : new ToolArguments(value, default);

    public static ToolArguments From(JsonText text) => new(default, text);

    /// <param name="value">The arguments of an earlier call, in either form; null if it has none.</param>
    /// <param name="expected">What is accepted, for example <c>an object</c>.</param>
    public static ToolArguments Read(BodyValue? value, string expected) => value switch
    {
        null => From(JsonText.Empty),
        { Kind: JsonValueKind.String or JsonValueKind.Object } given => From(given.Json),
        { IsArray: true } list when list.Json.GetArrayLength() == 0 => From(JsonText.Empty),
        { } other => throw other.Mismatch(expected),
    };

    /// <summary>Whether the text of arguments, or the JSON value in their place, says that there are none.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty || utf8.SequenceEqual("[]"u8) || utf8.SequenceEqual("null"u8);

    /// <summary>Writes the arguments as text in a JSON string.</summary>
    public void WriteAsText(Utf8JsonWriter writer)
    {
        if (value.ValueKind is not JsonValueKind.Undefined) writer.WriteStringValue(value.GetRawText());
        else if (IsNothing(text.Escaped)) writer.WriteStringValue("{}"u8);
        else text.WriteTo(writer);
    }

    /// <summary>
    /// Writes the arguments as an object. Text that is not a JSON object, for example because the answer was truncated, becomes the value of
    /// the property <c>input</c>.
    /// </summary>
    public void WriteAsObject(Utf8JsonWriter writer)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        var converted = ToObjectText(Decode());
        if (!converted.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
        {
            writer.WriteRawValue(converted);
            return;
        }

        // As text in a JSON string, its escapes are escaped: the check of the body does not see them.
        var bytes = Encoding.UTF8.GetBytes(converted);
        UnpairedSurrogates.Replace(bytes);
        writer.WriteRawValue(bytes);
    }

    /// <summary>
    /// The text of the object that <see cref="WriteAsObject"/> writes, for arguments that were received as text. The text is unchanged if it
    /// is already an object.
    /// </summary>
    public JsonText AsObjectText()
    {
        // A text with an unpaired surrogate, which a stream can contain, cannot be parsed.
        if (!text.TryDecode(out var plain)) return text;
        var converted = ToObjectText(plain);
        return ReferenceEquals(converted, plain) ? text : JsonText.From(converted);
    }

    /// <summary>The text of the arguments, which may not be a valid object.</summary>
    public string Decode() => value.ValueKind is JsonValueKind.Undefined ? text.Decode() : value.GetRawText();

    /// <summary>Converts a text to the text of an object. If the text is a JSON string that contains an object, this is the object.</summary>
    private static string ToObjectText(string plain)
    {
        if (string.IsNullOrWhiteSpace(plain) || plain is "[]" or "null") return "{}";
        if (KindOf(plain, out _) == JsonValueKind.Object) return plain;
        if (KindOf(plain, out var content) == JsonValueKind.String && KindOf(content!, out _) == JsonValueKind.Object) return content!;
        return Encoding.UTF8.GetString([.. "{\"input\":"u8, .. JsonText.From(plain).Quoted, (byte)'}']);
    }

    private static JsonValueKind KindOf(string text, out string? content)
    {
        content = null;
        try
        {
            using var document = JsonDocument.Parse(text, JsonDepth.DocumentOptions);
            if (document.RootElement.ValueKind == JsonValueKind.String) content = document.RootElement.GetString();
            return document.RootElement.ValueKind;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return JsonValueKind.Undefined;
        }
    }
}
