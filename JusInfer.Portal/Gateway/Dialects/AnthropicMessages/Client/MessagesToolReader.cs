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

    /// <summary>The tools that the request offers at the start of its conversation.</summary>
    public static MessagesToolList Read(BodyValue body)
    {
        var list = new MessagesToolList();
        foreach (var tool in body.Find("tools")?.Items() ?? [])
        {
            if (ReadTool(tool) is not { } read) list.AddSearch(NameOf(tool));
            else if (list.Has(read.Name)) throw tool.Require("name", "").Fault($"repeats '{read.Name}': tool names must be unique");
            else if (tool.Find("defer_loading")?.Flag() is true) list.AddDeferred(read);
            else list.Add(read);
        }

        return list;
    }

    /// <param name="choice">The value of <c>tool_choice</c>.</param>
    /// <param name="tools">The tools at the end of the conversation. The chosen one is loaded.</param>
    public static ToolChoice Choice(BodyValue choice, MessagesToolList tools)
    {
        if (choice.IsString) return ToolChoiceReader.Mode(choice, Choices);
        var type = choice.Find("type");
        if (type?.String() is not (null or "auto" or "any" or "required" or "none" or "tool" or "function" or "custom"))
            throw type.Value.Fault(Choices);
        var read = ToolChoiceReader.Read(choice, Choices);
        if (read.Name is not { } name) return read;
        tools.Load(name);
        return tools.IsOffered(name) ? read : throw ToolChoiceField.UnknownToolAt($"{choice.Path}.name");
    }

    /// <returns>Null for a search of tools, which has no effect in a translated request.</returns>
    public static Tool? ReadTool(BodyValue tool)
    {
        var type = tool.Find("type")?.String() ?? "custom";
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

    /// <summary>The name of a tool that may have none.</summary>
    public static string? NameOf(BodyValue tool) => tool.Find("name")?.String();
}
