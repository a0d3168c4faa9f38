using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Clients.Upstream;

/// <summary>The one tool that every coding agent has, under many names: the one that runs a command.</summary>
internal static class Shell
{
    private static readonly string[] CommandProperties = ["command", "cmd", "commands"];

    public static ToolCall Command(IReadOnlyList<OfferedTool> tools, string command)
    {
        var (tool, property) = Find(tools);
        var arguments = Sample.Of(tool.Schema).AsObject();
        arguments[property.Name] = TakesMany(property.Value) ? new JsonArray(command) : command;
        return new ToolCall(tool.Name, arguments.ToJsonString());
    }

    private static (OfferedTool Tool, JsonProperty Property) Find(IReadOnlyList<OfferedTool> tools)
    {
        var found =
            from tool in tools
            where tool.Schema.TryGetProperty("properties", out _)
            from property in tool.Schema.GetProperty("properties").EnumerateObject()
            where CommandProperties.Contains(property.Name)
            select (tool, property);
        return found.FirstOrDefault() is { tool: not null } shell
            ? shell
            : throw new RefusedRequest($"None of these tools runs a command: {string.Join(", ", tools.Select(tool => tool.Name))}");
    }

    private static bool TakesMany(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueEquals("array");
}
