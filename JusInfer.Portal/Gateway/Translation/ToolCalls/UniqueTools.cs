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
    /// <param name="tools">The tools as the client lists them.</param>
    /// <param name="pathOf">The JSON path of the function of a tool by its index in the list.</param>
    /// <exception cref="RequestFault">Two different tools have one name.</exception>
    public static ImmutableArray<Tool> Of(ImmutableArray<Tool> tools, Func<int, string> pathOf)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < tools.Length; i++)
        {
            if (known.TryAdd(tools[i].Name, i) || AreSame(tools[known[tools[i].Name]], tools[i])) continue;
            var path = $"{pathOf(i)}.name";
            throw new RequestFault(
                $"'{path}' is also the name of '{pathOf(known[tools[i].Name])}', which is another tool. Tool names must be unique: "
                + "rename one of them.",
                path);
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
