using System.Runtime.InteropServices;
using System.Text.Json;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Finds the tools that a request lists again, as after a reconnection of an MCP server (anthropics/claude-code#14199), and rejects
/// different tools with one name: providers answer "Tool names must be unique". Works on the body of any dialect, because the readers find
/// equal names without an allocation and only then need this.
/// </summary>
internal sealed class RepeatedTools
{
    /// <summary>The property of a namespace of Responses that has its tools.</summary>
    private const string Inner = "tools";

    private readonly ReadOnlyMemory<byte> body;
    private readonly Dictionary<string, (JsonElement Tool, string Path)> known = new(StringComparer.Ordinal);
    private readonly List<Range> repeated = [];

    private RepeatedTools(ReadOnlyMemory<byte> body) => this.body = body;

    /// <param name="body">The body, a JSON object.</param>
    /// <returns>The ranges of the tools to remove, or the error if two different tools have one name.</returns>
    public static Result<List<Range>, GatewayError> Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, JsonDepth.DocumentOptions);
            var search = new RepeatedTools(body);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                if (!field.NameEquals("tools") && !field.NameEquals("functions")) continue;
                search.known.Clear();
                search.ReadList(field.Value, field.Name, space: "");
            }

            return search.repeated;
        }
        catch (RequestFault fault)
        {
            return fault.Error;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return new List<Range>(); // a name that is not valid Unicode, which the attempt reports
        }
    }

    private void ReadList(JsonElement list, string path, string space)
    {
        if (list.ValueKind != JsonValueKind.Array) return;
        var number = 0;
        foreach (var tool in list.EnumerateArray()) Read(tool, $"{path}[{number++}]", space);
    }

    private void Read(JsonElement tool, string path, string space)
    {
        if (tool.ValueKind != JsonValueKind.Object || Name(tool) is not { } name) return;
        var isNamespace = tool.TryGetProperty(Inner, out var inner);
        var key = isNamespace ? SpaceOf(name) : space + name;
        var isNew = known.TryAdd(key, (tool, path));
        var (earlier, earlierPath) = known[key];
        if (isNamespace && (isNew || !AreSame(earlier, tool)))
        {
            ReadList(inner, $"{path}.{Inner}", SpaceOf(name));
            return;
        }

        if (isNew) return;
        if (!AreSame(earlier, tool))
        {
            var place = tool.TryGetProperty("function", out _) ? $"{path}.function"
                : tool.TryGetProperty("custom", out _) ? $"{path}.custom"
                : path;
            throw new RequestFault(
                $"'{place}.name' is also the name of '{earlierPath}', which is another tool. Tool names must be unique: rename one of "
                + "them.",
                $"{place}.name");
        }

        // The one with a cache marker stays, because the marker has an effect on the prompt before it.
        var keepsLater = IsMarked(tool) && !IsMarked(earlier);
        repeated.Add(RangeOf(keepsLater ? earlier : tool));
        if (keepsLater) known[key] = (tool, path);
    }

    /// <summary>What precedes the names in a namespace; no name has a line break.</summary>
    private static string SpaceOf(string name) => name + "\n";

    private static string? Name(JsonElement tool)
    {
        foreach (var form in (ReadOnlySpan<string>)["function", "custom"])
        {
            if (tool.TryGetProperty(form, out var inner) && inner.ValueKind == JsonValueKind.Object) return Name(inner);
        }

        return tool.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
    }

    /// <summary>Whether two tools are equal but for their cache markers.</summary>
    private static bool AreSame(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != JsonValueKind.Object || other.ValueKind != JsonValueKind.Object) return JsonElement.DeepEquals(one, other);
        if (CountOf(one) != CountOf(other)) return false;
        foreach (var property in one.EnumerateObject())
        {
            if (property.NameEquals("cache_control")) continue;
            if (!other.TryGetProperty(property.Name, out var value)) return false;
            var isSame = property.NameEquals("function") ? AreSame(property.Value, value) : JsonElement.DeepEquals(property.Value, value);
            if (!isSame) return false;
        }

        return true;
    }

    private static int CountOf(JsonElement tool) => tool.EnumerateObject().Count(static property => !property.NameEquals("cache_control"));

    private static bool IsMarked(JsonElement tool) => tool.TryGetProperty("cache_control", out _);

    private Range RangeOf(JsonElement tool)
    {
        var bytes = JsonMarshal.GetRawUtf8Value(tool);
        return body.Span.Overlaps(bytes, out var start) ? start..(start + bytes.Length) : default;
    }
}
