using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.TextToolCalls;

/// <summary>The tools that a request offers, by name: text is a call only of one of these.</summary>
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

    public bool Has(string name) => byName.ContainsKey(name);

    /// <summary>
    /// A parameter's value that came as bare text, as JSON: a string where the tool's schema says so or the text is nothing else.
    /// </summary>
    public string ValueOf(string tool, string parameter, string text)
    {
        if (!IsText(tool, parameter) && IsJson(text)) return text;
        return JsonSerializer.Serialize(text);
    }

    /// <summary>The tool's schema names the parameter.</summary>
    public bool Takes(string tool, string parameter) => Property(tool, parameter).ValueKind == JsonValueKind.Object;

    private bool IsText(string tool, string parameter) =>
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
