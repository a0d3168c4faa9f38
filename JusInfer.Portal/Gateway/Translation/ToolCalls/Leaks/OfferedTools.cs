using System.Text.Json;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls.Leaks;

/// <summary>The tools that a request offers, by name: text is a call only of one of these.</summary>
internal sealed class OfferedTools
{
    private readonly Dictionary<string, Tool> byName = new(StringComparer.Ordinal);

    public OfferedTools(IEnumerable<Tool> tools)
    {
        foreach (var tool in tools)
        {
            byName[tool.Name] = tool;
            byName[ShortNames.Of(tool.Name, ShortNames.OpenAi)] = tool;
        }
    }

    /// <summary>Those of a call to a model that is known to leak; null where there is nothing to look for.</summary>
    public static OfferedTools? Of(Call call)
    {
        if (call.Target.Model.ToolCallFormat == ToolCallFormat.Native || !call.Request.Features.Needs.HasFlag(Capabilities.Tools))
            return null;
        try
        {
            var conversation = call.Conversation ?? call.Door.Converse(call);
            return conversation.Tools.IsEmpty ? null : new OfferedTools(conversation.Tools);
        }
        catch (Exception fault) when (fault is RequestFault || UnreadableJson.Caused(fault))
        {
            // It went upstream as it came; its tools are the provider's to understand.
            return null;
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
