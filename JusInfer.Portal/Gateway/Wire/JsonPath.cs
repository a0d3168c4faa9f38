using System.Globalization;
using System.Text;
using System.Text.Json;

namespace JusInfer.Portal.Gateway.Wire;

/// <summary>Finds the path of a value by its place. It is for errors: the readers of valid bodies need not keep track of it.</summary>
internal static class JsonPath
{
    /// <param name="json">A reader of the whole body, at the value or after it.</param>
    /// <param name="start">The offset of the value.</param>
    /// <returns>For example <c>messages[3].content[1].type</c>.</returns>
    public static string Of(ref JsonCursor json, int start)
    {
        var walk = new JsonCursor(json.Slice(..json.BytesConsumed));
        var levels = new List<(string? Name, int Index)>();
        while (walk.Read())
        {
            if (walk.TokenType == JsonTokenType.PropertyName)
            {
                levels[^1] = (walk.GetString(), 0);
                continue;
            }

            if (walk.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                levels.RemoveAt(levels.Count - 1);
                continue;
            }

            if (levels is [.., { Name: null } element]) levels[^1] = (null, element.Index + 1);
            if (walk.TokenStartIndex >= start) break;
            if (walk.TokenType == JsonTokenType.StartObject) levels.Add(("", 0));
            if (walk.TokenType == JsonTokenType.StartArray) levels.Add((null, -1));
        }

        return Text(levels);
    }

    private static string Text(List<(string? Name, int Index)> levels)
    {
        var path = new StringBuilder();
        foreach (var (name, index) in levels)
        {
            if (name is null) path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            else path.Append(path.Length == 0 ? "" : ".").Append(name);
        }

        return path.ToString();
    }
}
