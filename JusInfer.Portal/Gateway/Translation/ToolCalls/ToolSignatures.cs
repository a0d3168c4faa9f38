using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// The tools that a request defines, against which calls are checked. A call must name one of them, and its arguments must be an object with all required properties.
/// Types and values are not checked: agents are tolerant there, and each rejected call is paid twice.
/// </summary>
internal sealed class ToolSignatures
{
    private readonly Dictionary<string, string[]> required;

    private ToolSignatures(Dictionary<string, string[]> required) => this.required = required;

    public static ToolSignatures From(Conversation conversation)
    {
        var signatures = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var tool in conversation.DefinedTools)
            signatures[tool.Name] = tool.Kind == ToolKind.Function ? RequiredIn(tool.Schema) : [];
        return new ToolSignatures(signatures);
    }

    /// <param name="name">The name of the called tool.</param>
    /// <param name="kind">Its kind. The input of a custom tool is any text.</param>
    /// <param name="escaped">The arguments, as escaped in JSON.</param>
    public ResponseFault? FaultOf(string name, ToolKind kind, ReadOnlySpan<byte> escaped)
    {
        if (!required.TryGetValue(name, out var properties)) return ResponseFault.UnknownTool;
        if (kind == ToolKind.Custom) return null;
        if (!JsonText.OfEscaped(escaped).TryDecode(out var text)) return ResponseFault.InvalidArguments;
        try
        {
            using var arguments = JsonDocument.Parse(text, JsonDepth.DocumentOptions);
            if (arguments.RootElement.ValueKind != JsonValueKind.Object) return ResponseFault.InvalidArguments;
            return Array.TrueForAll(properties, property => arguments.RootElement.TryGetProperty(property, out _)) ? null : ResponseFault.MissingArgument;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return ResponseFault.InvalidArguments;
        }
    }

    private static string[] RequiredIn(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!)]
            : [];
}
