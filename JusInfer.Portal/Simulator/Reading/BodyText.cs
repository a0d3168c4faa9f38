using System.Text.Json;
using System.Text.Unicode;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>Parses a body so that every string in it can be read afterwards.</summary>
internal static class BodyText
{
    private const int MaxDepth = 128;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    public static JsonDocument? Parse(byte[] body, out RequestRefusal? fault)
    {
        fault = null;
        try
        {
            var document = JsonDocument.Parse(body, Strict);
            if (Utf8.IsValid(body) && HoldsText(body)) return document;
            document.Dispose();
            fault = new RequestRefusal("The request's body holds a string that is no valid Unicode text.");
        }
        catch (JsonException problem)
        {
            fault = new RequestRefusal(
                $"The request's body is not valid JSON (line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}).");
        }

        return null;
    }

    /// <summary>Half of a surrogate pair, <c>"\ud83d"</c>, parses, and throws only where the string is read.</summary>
    private static bool HoldsText(byte[] body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.ValueIsEscaped) reader.GetString();
            }

            return true;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return false;
        }
    }
}
