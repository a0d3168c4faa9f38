using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.AnthropicMessages.Client;

/// <summary>
/// Reads the tools of a Messages request. Those that Anthropic itself runs or defines (web_search, bash, text_editor and their like, told
/// by their dated types) mean nothing to another model: a caller that asks for one is told so by its place and name.
/// </summary>
internal static class MessagesToolReader
{
    public static ImmutableArray<Tool> Read(BodyValue body)
    {
        var tools = ImmutableArray.CreateBuilder<Tool>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in body.Find("tools")?.Items() ?? [])
        {
            if (ReadTool(tool) is not { } read) continue;
            if (!names.Add(read.Name))
                throw tool.Need("name", "").Fault($"is '{read.Name}', as that of a tool before it: names must differ");
            tools.Add(read);
        }

        return tools.ToImmutable();
    }

    public static ToolChoice Choice(BodyValue choice)
    {
        var type = choice.Need("type", "auto, any, tool or none");
        return type.String() switch
        {
            "auto" => ToolChoice.Auto,
            "any" => ToolChoice.Required,
            "none" => ToolChoice.None,
            "tool" => ToolChoice.Named(choice.Need("name", "the tool that must be called").String()),
            _ => throw type.Fault("must be auto, any, tool or none"),
        };
    }

    private static Tool? ReadTool(BodyValue tool)
    {
        var type = tool.Find("type")?.String() ?? "custom";

        // Finds tools that are loaded on demand. Here all of them are there from the start, so there is nothing to find.
        if (type.StartsWith("tool_search_tool", StringComparison.Ordinal)) return null;
        if (type is not ("custom" or "function"))
        {
            throw RequestFault.Unsupported(
                $"'{tool.Path}' asks for {type}, a tool of Anthropic's own that the model chosen does not have. Leave it out, or pin a "
                + "Claude model whose provider speaks Anthropic's dialect.", tool.Path);
        }

        return new Tool
        {
            Name = tool.Need("name", "what the model calls it by").String(),
            Description = tool.Find("description")?.Text(),
            Schema = tool.Find("input_schema")?.Object().Json,
            Strict = tool.Find("strict")?.Flag(),
            CacheControl = tool.Find("cache_control")?.Json,
        };
    }
}
