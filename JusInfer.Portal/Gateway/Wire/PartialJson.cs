using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>How far the text of an answer is that has to be one JSON document.</summary>
internal static class PartialJson
{
    /// <summary>The text is the beginning of a JSON document, or all of one.</summary>
    public static bool IsBeginning(string text) => Reads(text, isWhole: false);

    /// <summary>The text is one JSON document, and nothing after it but white space.</summary>
    public static bool IsWhole(string text) => Reads(text, isWhole: true);

    private static bool Reads(string text, bool isWhole)
    {
        var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), isWhole, new JsonReaderState(JsonDepth.OfReader));
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
