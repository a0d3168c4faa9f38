using System.Text.Json;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Requests;

namespace JusInfer.Portal.Gateway.Simulator.Reading;

/// <summary>Parses a body so that every string in it can be read afterwards.</summary>
internal static class BodyText
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = JsonDepth.Most };

    public static JsonDocument? Parse(byte[] body, out RequestFault? fault)
    {
        fault = null;
        try
        {
            var document = JsonDocument.Parse(body, Strict);
            if (Utf8.IsValid(body) && HoldsText(body)) return document;
            document.Dispose();
            fault = new RequestFault("The request's body holds a string that is no valid Unicode text.");
        }
        catch (JsonException problem)
        {
            fault = new RequestFault(
                $"The request's body is not valid JSON (line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}).");
        }

        return null;
    }

    /// <summary>Half of a surrogate pair, <c>"\ud83d"</c>, parses, and throws only where the string is read.</summary>
    private static bool HoldsText(byte[] body)
    {
        var reader = new Utf8JsonReader(body, JsonDepth.OfReader);
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
