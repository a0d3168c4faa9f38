using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>Finds the JSON object that follows a tool's name: <c>call `get_weather` with `{"city":"Paris"}`</c>.</summary>
internal static class InlineArguments
{
    /// <summary>The maximum distance between the end of the tool's name and the object, in characters.</summary>
    private const int MaxDistance = 60;

    private static readonly JsonReaderOptions OneValue = new() { AllowMultipleValues = true, MaxDepth = 32 };

    public static JsonObject? Find(string text, int from, int to)
    {
        var brace = text.AsSpan(from, Math.Min(MaxDistance, to - from)).IndexOf('{');
        if (brace < 0) return null;
        var json = Encoding.UTF8.GetBytes(text, from + brace, to - from - brace);
        try
        {
            var reader = new Utf8JsonReader(json, OneValue);
            using var document = JsonDocument.ParseValue(ref reader);
            var arguments = JsonObject.Create(document.RootElement.Clone());
            return arguments is not null && IsReadable(arguments) ? arguments : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Reads every property once, because <see cref="JsonNode"/> reports duplicate names and invalid strings only on access.
    /// </summary>
    private static bool IsReadable(JsonObject arguments)
    {
        try
        {
            return arguments.DeepClone().ToJsonString().Length > 0;
        }
        catch (Exception problem) when (problem is ArgumentException || UnreadableJson.Caused(problem))
        {
            return false;
        }
    }
}
