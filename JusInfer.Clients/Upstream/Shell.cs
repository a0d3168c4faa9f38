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
        var schema = tool.Schema.GetProperty("properties").GetProperty(property);
        var arguments = Sample.Of(tool.Schema).AsObject();
        arguments[property] = TakesMany(schema) ? new JsonArray(command) : command;
        return new ToolCall(tool.Name, arguments.ToJsonString());
    }

    private static (OfferedTool Tool, string Property) Find(IReadOnlyList<OfferedTool> tools)
    {
        var found =
            from tool in tools
            where tool.Schema.TryGetProperty("properties", out _)
            from name in tool.Schema.Items("required").Select(static name => name.GetString()!)
            where CommandProperties.Contains(name)
            select (tool, name);
        return found.FirstOrDefault() is { tool: not null } shell
            ? shell
            : throw new RefusedRequest($"None of these tools runs a command: {string.Join(", ", tools.Select(tool => tool.Name))}");
    }

    private static bool TakesMany(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueEquals("array");
}
