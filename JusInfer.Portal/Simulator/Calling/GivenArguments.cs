using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>Finds the JSON object that follows a tool's name: <c>call `get_weather` with `{"city":"Paris"}`</c>.</summary>
internal static class GivenArguments
{
    /// <summary>Between the name and the object stand a few words at most.</summary>
    private const int MaxGap = 60;

    private static readonly JsonReaderOptions OneValue = new() { AllowMultipleValues = true, MaxDepth = 32 };

    public static JsonObject? After(string text, int from, int to)
    {
        var brace = text.AsSpan(from, Math.Min(MaxGap, to - from)).IndexOf('{');
        if (brace < 0) return null;
        var json = Encoding.UTF8.GetBytes(text, from + brace, to - from - brace);
        try
        {
            var reader = new Utf8JsonReader(json, OneValue);
            using var document = JsonDocument.ParseValue(ref reader);
            var given = JsonObject.Create(document.RootElement.Clone());
            return given is not null && IsReadable(given) ? given : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Looks at every property once: names given twice and broken text show only then.</summary>
    private static bool IsReadable(JsonObject given)
    {
        try
        {
            return given.DeepClone().ToJsonString().Length > 0;
        }
        catch (Exception problem) when (problem is ArgumentException || UnreadableJson.Caused(problem))
        {
            return false;
        }
    }
}
