using System.Text.Json;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>
/// An instruction in the last user message to repeat the end of the previous assistant message and to continue from there. It is recognized
/// by its content, as a model would recognize it: a quotation that equals the end of the assistant message.
/// </summary>
/// <param name="Text">The quoted text, to be repeated first.</param>
/// <param name="IsJson">The complete assistant message has to be one JSON document.</param>
/// <param name="Schema">The JSON schema of that document; absent if the instruction contains none.</param>
internal sealed record RepeatInstruction(string Text, bool IsJson, JsonElement? Schema)
{
    private const string QuoteStart = ":\n\"";
    private const string QuoteEnd = "\"\nRepeat ";
    private const string JsonDocumentPhrase = "one JSON document";
    private const string SchemaPhrase = "this schema: ";

    /// <param name="text">The text of the user message.</param>
    /// <param name="previous">The text of the assistant message before it.</param>
    /// <returns>Null if the text does not quote the end of the assistant message, or if its schema is not a JSON object.</returns>
    public static RepeatInstruction? Find(string text, string previous)
    {
        var start = text.IndexOf(QuoteStart, StringComparison.Ordinal);
        var end = text.LastIndexOf(QuoteEnd, StringComparison.Ordinal);
        if (start < 0 || end <= start + QuoteStart.Length) return null;
        var quoted = text[(start + QuoteStart.Length)..end];
        if (!previous.EndsWith(quoted, StringComparison.Ordinal)) return null;

        var rest = text.AsSpan(end + QuoteEnd.Length);
        var isJson = rest.Contains(JsonDocumentPhrase, StringComparison.Ordinal);
        var schemaStart = rest.IndexOf(SchemaPhrase);
        if (schemaStart < 0) return new RepeatInstruction(quoted, isJson, null);
        return TryParseObject(rest[(schemaStart + SchemaPhrase.Length)..].ToString(), out var schema)
            ? new RepeatInstruction(quoted, isJson, schema)
            : null;
    }

    private static bool TryParseObject(string text, out JsonElement value)
    {
        try
        {
            value = JsonElement.Parse(text);
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
