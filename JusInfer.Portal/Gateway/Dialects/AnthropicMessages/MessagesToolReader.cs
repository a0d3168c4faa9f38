using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages;

/// <summary>
/// Reads the tools of a Messages request. Those that Anthropic itself runs or defines (web_search, bash, text_editor and their like, told by their
/// dated types) mean nothing to another model: a caller that asks for one is told so by its place and name.
/// </summary>
internal static class MessagesToolReader
{
    public static ImmutableArray<Tool> Read(JsonElement root)
    {
        if (Fields.Array(root, "tools") is not { } array) return [];
        var tools = ImmutableArray.CreateBuilder<Tool>(array.GetArrayLength());
        var names = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var tool in array.EnumerateArray())
        {
            var path = $"tools[{number++}]";
            if (Read(tool, path) is not { } read) continue;
            if (!names.Add(read.Name)) throw new ConversationFault($"Two tools are named '{read.Name}'; '{path}' is the second.", $"{path}.name");
            tools.Add(read);
        }

        return tools.ToImmutable();
    }

    public static ToolChoice ChoiceOf(JsonElement? choice) => choice is { } said
        ? Fields.String(said, "type", "tool_choice") switch
        {
            "any" => ToolChoice.Required,
            "none" => ToolChoice.None,
            "tool" => ToolChoice.Named(Fields.Required(said, "name", "tool_choice").Decode()),
            "auto" => ToolChoice.Auto,
            _ => throw new ConversationFault("'tool_choice.type' must be auto, any, tool or none.", "tool_choice.type"),
        }
        : ToolChoice.Auto;

    private static Tool? Read(JsonElement tool, string path)
    {
        var type = Fields.String(tool, "type", path) ?? "custom";

        // Its client's part is loaded on demand: without Anthropic's search for tools there is nothing to demand it with, and all are there anyway.
        if (type.StartsWith("tool_search_tool", StringComparison.Ordinal)) return null;
        if (type is not ("custom" or "function"))
        {
            throw ConversationFault.Unsupported(
                $"'{path}' asks for {type}, a tool of Anthropic's own that the model chosen does not have. Leave it out, or pin a Claude model whose provider speaks Anthropic's dialect.", path);
        }

        return new Tool
        {
            Name = Fields.Required(tool, "name", path).Decode(),
            Description = Fields.Text(tool, "description", path),
            Schema = Fields.Object(tool, "input_schema", path),
            Strict = Fields.Flag(tool, "strict"),
            CacheControl = Fields.Object(tool, "cache_control", path),
        };
    }
}
