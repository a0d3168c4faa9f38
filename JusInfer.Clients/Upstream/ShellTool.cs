using System.Text.Json;
using System.Text.Json.Nodes;

namespace JusInfer.Clients.Upstream;

/// <summary>Finds the tool that runs a command, which every coding agent has under a different name.</summary>
internal static class ShellTool
{
    private static readonly string[] CommandProperties = ["command", "cmd", "commands"];

    public static ToolCall Command(IReadOnlyList<ToolDefinition> tools, string command)
    {
        var (tool, property) = Find(tools);
        var schema = tool.Schema.GetProperty("properties").GetProperty(property);
        var arguments = SampleValue.For(tool.Schema).AsObject();
        arguments[property] = TakesMany(schema) ? new JsonArray(command) : command;
        return new ToolCall(tool.Name, arguments.ToJsonString());
    }

    private static (ToolDefinition Tool, string Property) Find(IReadOnlyList<ToolDefinition> tools)
    {
        var found =
            from tool in tools
            where tool.Schema.TryGetProperty("properties", out _)
            from name in tool.Schema.Items("required").Select(static name => name.GetString()!)
            where CommandProperties.Contains(name)
            select (tool, name);
        return found.FirstOrDefault() is { tool: not null } shell
            ? shell
            : throw new RejectedRequestException($"None of these tools runs a command: {string.Join(", ", tools.Select(tool => tool.Name))}");
    }

    private static bool TakesMany(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueEquals("array");
}
