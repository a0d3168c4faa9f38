using System.Text.Json;
using System.Text.Unicode;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>Parses a JSON body and rejects one that contains strings which are not valid Unicode.</summary>
internal static class SimulatedRequestBody
{
    private const int MaxDepth = 128;

    private static readonly SimulatorError InvalidText = new("The request's body contains a string that is not valid Unicode.");

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    public static JsonDocument? Parse(byte[] body, out SimulatorError? error)
    {
        error = null;
        try
        {
            var document = JsonDocument.Parse(body, Strict);
            if (Utf8.IsValid(body) && HasReadableStrings(body)) return document;
            document.Dispose();
            error = InvalidText;
        }
        catch (JsonException exception)
        {
            error = new SimulatorError(
                $"The request's body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).");
        }

        catch (InvalidOperationException exception) when (UnreadableJson.Caused(exception))
        {
            // The check for duplicate names reads each name.
            error = InvalidText;
        }

        return null;
    }

    /// <summary>
    /// Whether all strings can be read. An unpaired surrogate, <c>"\ud83d"</c>, parses but throws when the string is read.
    /// </summary>
    private static bool HasReadableStrings(byte[] body)
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
        catch (Exception exception) when (UnreadableJson.Caused(exception))
        {
            return false;
        }
    }
}
