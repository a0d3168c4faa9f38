using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Tools with unique names, for dialects that are always translated. The others find equal names in the body; see
/// <see cref="RepeatedTools"/>.
/// </summary>
internal static class UniqueTools
{
    /// <summary>The tools, each of them once.</summary>
    /// <exception cref="RequestFault">Two different tools have one name.</exception>
    public static ImmutableArray<Tool> Of(ImmutableArray<Tool> tools)
    {
        var known = new Dictionary<string, Tool>(StringComparer.Ordinal);
        foreach (var tool in tools)
        {
            if (known.TryAdd(tool.Name, tool) || AreSame(known[tool.Name], tool)) continue;
            throw new RequestFault(
                $"'tools' has two different functions with the name '{tool.Name}'. Names must be unique: rename one of them.", "tools");
        }

        return known.Count == tools.Length ? tools : [.. tools.DistinctBy(static tool => tool.Name)];
    }

    private static bool AreSame(Tool one, Tool other) =>
        TextOf(one.Description) == TextOf(other.Description)
        && (one.Schema is { } schema && other.Schema is { } second
            ? JsonElement.DeepEquals(schema, second)
            : one.Schema is null && other.Schema is null);

    private static string TextOf(JsonText? text) => text is { } given && given.TryDecode(out var decoded) ? decoded : "";
}
