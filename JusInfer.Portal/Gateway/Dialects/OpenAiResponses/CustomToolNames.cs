using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses;

/// <summary>
/// Reads the names of the custom tools in a body that is passed through. Providers without custom tools ignore them, and their models call
/// a function of the same name (router-for-me/CLIProxyAPI#5753, antirez/ds4#745), which Codex rejects.
/// </summary>
internal static class CustomToolNames
{
    /// <param name="tools">The value of <c>tools</c>, a JSON array.</param>
    /// <returns>The names as the hub has them.</returns>
    public static HashSet<string> In(ReadOnlyMemory<byte> tools)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var list = JsonDocument.Parse(tools, JsonDepth.DocumentOptions);
        foreach (var tool in list.RootElement.EnumerateArray())
        {
            Add(tool, space: null, names);
            if (Fields.Text(tool, "type") != "namespace" || !tool.TryGetProperty("tools", out var inner)) continue;
            if (inner.ValueKind != JsonValueKind.Array) continue;
            foreach (var each in inner.EnumerateArray()) Add(each, Fields.Text(tool, "name"), names);
        }

        return names;
    }

    private static void Add(JsonElement tool, string? space, HashSet<string> names)
    {
        if (Fields.Text(tool, "type") == "custom" && Fields.Text(tool, "name") is { } name) names.Add(FlatNames.Of(space, name));
    }
}
