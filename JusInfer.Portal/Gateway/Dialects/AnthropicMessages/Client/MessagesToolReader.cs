using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads the tools of a Messages request. Tools that Anthropic runs or defines (such as web_search, bash and text_editor, recognized by
/// their dated types) do not work with another model, so they are rejected.
/// </summary>
internal static class MessagesToolReader
{
    private const string Choices = "must be auto, any, tool or none";

    public static ImmutableArray<Tool> Read(BodyValue body)
    {
        var tools = ImmutableArray.CreateBuilder<Tool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in body.Find("tools")?.Items() ?? [])
        {
            if (ReadTool(tool) is not { } read) continue;
            if (!names.Add(read.Name))
                throw tool.Require("name", "").Fault($"repeats '{read.Name}': tool names must be unique");
            tools.Add(read);
        }

        return tools.ToImmutable();
    }

    public static ToolChoice Choice(BodyValue choice)
    {
        if (choice.IsString) return ToolChoiceReader.Mode(choice, Choices);
        var type = choice.Find("type");
        if (type?.String() is not (null or "auto" or "any" or "required" or "none" or "tool" or "function" or "custom"))
            throw type.Value.Fault(Choices);
        return ToolChoiceReader.Read(choice, Choices);
    }

    private static Tool? ReadTool(BodyValue tool)
    {
        var type = tool.Find("type")?.String() ?? "custom";

        // Searches tools that are loaded on demand. The translated request contains all tools from the start.
        if (type.StartsWith("tool_search_tool", StringComparison.Ordinal)) return null;
        if (type is not ("custom" or "function"))
        {
            throw RequestFault.Unsupported(
                $"'{tool.Path}' asks for {type}, an Anthropic tool that the selected model does not have. Leave it out, or request a "
                + "Claude model whose provider uses Anthropic's API.", tool.Path);
        }

        return new Tool
        {
            Name = tool.Require("name", "the tool's name").String(),
            Description = tool.Find("description")?.Text(),
            Schema = tool.Find("input_schema")?.ObjectOrNone(),
            Strict = tool.Find("strict")?.Flag(),
            CacheControl = tool.Find("cache_control")?.Json,
        };
    }
}
