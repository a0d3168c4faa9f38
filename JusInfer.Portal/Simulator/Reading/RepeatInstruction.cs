using System.Text.Json;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>
/// An instruction in the last user turn to repeat the end of the assistant's previous message and to continue from there. Recognized as a
/// model recognizes it, by its content: a quotation that is the end of that message.
/// </summary>
/// <param name="Text">The quoted text, to be repeated first.</param>
/// <param name="IsJson">The message as a whole is to be one JSON document.</param>
/// <param name="Schema">The JSON schema that the document has to fit; absent where none is given.</param>
internal sealed record RepeatInstruction(string Text, bool IsJson, JsonElement? Schema)
{
    private const string Before = ":\n\"";
    private const string After = "\"\nRepeat ";
    private const string Document = "one JSON document";
    private const string SchemaLead = "this schema: ";

    /// <param name="turn">The user's turn.</param>
    /// <param name="previous">The assistant's message before it.</param>
    /// <returns>Null where the turn quotes nothing of the message, or names a schema that is not a JSON object.</returns>
    public static RepeatInstruction? Find(string turn, string previous)
    {
        var start = turn.IndexOf(Before, StringComparison.Ordinal);
        var end = turn.LastIndexOf(After, StringComparison.Ordinal);
        if (start < 0 || end <= start + Before.Length) return null;
        var quoted = turn[(start + Before.Length)..end];
        if (!previous.EndsWith(quoted, StringComparison.Ordinal)) return null;

        var rest = turn.AsSpan(end + After.Length);
        var isJson = rest.Contains(Document, StringComparison.Ordinal);
        var lead = rest.IndexOf(SchemaLead);
        if (lead < 0) return new RepeatInstruction(quoted, isJson, null);
        return TryParseObject(rest[(lead + SchemaLead.Length)..].ToString(), out var schema) ? new RepeatInstruction(quoted, isJson, schema) : null;
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
