using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>The tools of a request, by name. Text is a call only if it calls one of these.</summary>
internal sealed class OfferedTools
{
    private readonly Dictionary<string, Tool> byName = new(StringComparer.Ordinal);

    /// <param name="tools">The tools of the request.</param>
    /// <param name="rule">The names that the model's upstream dialect accepts.</param>
    public OfferedTools(IEnumerable<Tool> tools, ToolNameRule rule)
    {
        foreach (var tool in tools)
        {
            byName[tool.Name] = tool;
            byName[rule.Shorten(tool.Name)] = tool;
        }
    }

    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>
    /// Converts a parameter's value from text to JSON: to a string if the tool's schema says so or the text is not valid JSON.
    /// </summary>
    public string ToJson(string tool, string parameter, string text)
    {
        if (!IsString(tool, parameter) && IsJson(text)) return text;
        return JsonSerializer.Serialize(text);
    }

    /// <summary>The tool's schema contains the parameter.</summary>
    public bool HasParameter(string tool, string parameter) => Property(tool, parameter).ValueKind == JsonValueKind.Object;

    private bool IsString(string tool, string parameter) =>
        Property(tool, parameter) is { ValueKind: JsonValueKind.Object } property
        && property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("string");

    private JsonElement Property(string tool, string parameter) =>
        byName[tool].Schema is { ValueKind: JsonValueKind.Object } schema
        && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(parameter, out var property) ? property : default;

    private static bool IsJson(string text)
    {
        try
        {
            JsonElement.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
