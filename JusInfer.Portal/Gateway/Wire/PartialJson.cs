using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Checks the incomplete text of an answer that has to be one JSON document.</summary>
internal static class PartialJson
{
    /// <summary>Whether the text is a prefix of a JSON document or a complete one.</summary>
    public static bool IsPrefix(string text) => IsValid(text, isComplete: false);

    /// <summary>Whether the text is one complete JSON document, followed by white space at most.</summary>
    public static bool IsComplete(string text) => IsValid(text, isComplete: true);

    private static bool IsValid(string text, bool isComplete)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), isComplete, new JsonReaderState(JsonDepth.ReaderOptions));
        try
        {
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
