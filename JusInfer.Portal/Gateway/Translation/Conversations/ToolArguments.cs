using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;

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

        var plain = value.ValueKind is JsonValueKind.Undefined ? text.Decode() : value.GetRawText();
        if (IsObject(plain))
        {
            writer.WriteRawValue(plain);
            return;
        }

        writer.WriteStartObject();
        if (!string.IsNullOrWhiteSpace(plain)) writer.WriteString("input", plain);
        writer.WriteEndObject();
    }

    /// <summary>The text of the object, or what stands in place of one.</summary>
    public string Decode() => value.ValueKind is JsonValueKind.Undefined ? text.Decode() : value.GetRawText();

    private static bool IsObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, JsonDepth.OfDocument);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
