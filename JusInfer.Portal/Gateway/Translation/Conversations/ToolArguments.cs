using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.Conversations;

/// <summary>
/// The arguments of a tool call: an object that some dialects write as such and others as text in a JSON string. Kept as it came; turned
/// where the other form is asked for. Empty text, as models send it for a tool without parameters, is the empty object.
/// </summary>
internal readonly struct ToolArguments
{
    private readonly JsonElement value;
    private readonly JsonText text;

    private ToolArguments(JsonElement value, JsonText text) => (this.value, this.text) = (value, text);

    /// <param name="value">An object, or a string with the text of one; its document must outlive the arguments.</param>
    public static ToolArguments Of(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Of(JsonText.Of(value)) : new ToolArguments(value, default);

    public static ToolArguments Of(JsonText text) => new(default, text);

    /// <summary>Writes them as text in a JSON string.</summary>
    public void WriteAsText(Utf8JsonWriter writer)
    {
        if (value.ValueKind is not JsonValueKind.Undefined) writer.WriteStringValue(value.GetRawText());
        else if (text.IsEmpty) writer.WriteStringValue("{}"u8);
        else text.WriteTo(writer);
    }

    /// <summary>
    /// Writes them as an object. Text that is no JSON object, as a model that was cut off leaves it, is kept under one name.
    /// </summary>
    public void WriteAsObject(Utf8JsonWriter writer)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        writer.WriteRawValue(ObjectIn(Decode()));
    }

    /// <summary>
    /// Arguments that came as text, as the text of the object that <see cref="WriteAsObject"/> writes: to the byte as they came, where they
    /// are one.
    /// </summary>
    public JsonText AsObjectText()
    {
        // Half a letter may come in pieces of a stream: there is nothing to be read in it.
        if (!text.TryDecode(out var plain)) return text;
        var told = ObjectIn(plain);
        return ReferenceEquals(told, plain) ? text : JsonText.Of(told);
    }

    /// <summary>The text of the object, or what stands in place of one.</summary>
    public string Decode() => value.ValueKind is JsonValueKind.Undefined ? text.Decode() : value.GetRawText();

    /// <summary>The text itself; of one that was written as JSON twice, what is inside.</summary>
    private static string ObjectIn(string plain)
    {
        if (string.IsNullOrWhiteSpace(plain)) return "{}";
        if (KindOf(plain, out _) == JsonValueKind.Object) return plain;
        if (KindOf(plain, out var inside) == JsonValueKind.String && KindOf(inside!, out _) == JsonValueKind.Object) return inside!;
        return Encoding.UTF8.GetString([.. "{\"input\":"u8, .. JsonText.Of(plain).Quoted, (byte)'}']);
    }

    private static JsonValueKind KindOf(string text, out string? inside)
    {
        inside = null;
        try
        {
            using var document = JsonDocument.Parse(text, JsonDepth.OfDocument);
            if (document.RootElement.ValueKind == JsonValueKind.String) inside = document.RootElement.GetString();
            return document.RootElement.ValueKind;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return JsonValueKind.Undefined;
        }
    }
}
