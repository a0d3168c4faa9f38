using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;

/// <summary>
/// Reads the tools and the tool choice: functions and custom tools, nested as in Chat Completions or flat as in the Responses API and in
/// Anthropic's (Cursor mixes the three), and the legacy <c>functions</c> with <c>function_call</c>.
/// </summary>
internal static class ChatToolsReader
{
    private const int MaxQuoteLength = 40;
    private const string Choices = "must be none, auto, required, or an object that names a tool";

    public static (ImmutableArray<Tool> Tools, ToolChoice Choice) Read(BodyValue body)
    {
        ImmutableArray<Tool> tools = body.Find("tools") is { } listed ? [.. listed.Items().Select(Tool)] : [];
        if (tools.IsEmpty && body.Find("functions") is { } functions)
            tools = [.. functions.Items().Select(static function => Function(function, function))];
        return (body.Find("tool_choice") ?? body.Find("function_call")) is { } choice ? Choose(tools, choice) : (tools, ToolChoice.Auto);
    }

    /// <summary>Whether the tools are in the legacy form, in which an answer has at most one call.</summary>
    public static bool OffersFunctions(BodyValue body) =>
        body.Find("functions") is not null && body.Find("tools")?.Items().Length is null or 0;

    private static Tool Tool(BodyValue tool)
    {
        var (type, function) = (tool.Find("type"), tool.Find("function"));
        var isCustom = function is null && tool.Find("input_schema") is null;
        return type?.String() switch
        {
            "custom" when isCustom => Custom(tool.Find("custom") ?? tool, tool),
            null when isCustom && tool.Find("custom") is { } custom => Custom(custom, tool),
            null or "function" or "custom" => Function(function ?? tool, tool),
            var hosted => throw RequestFault.Unsupported(
                $"'{type.Value.Path}' asks for {Short(hosted)}, a provider's hosted tool that the selected model does not have. Leave it "
                + "out: tools are functions or custom tools here.", type.Value.Path),
        };
    }

    private static string Short(string type) => type.Length <= MaxQuoteLength ? type : string.Concat(type.AsSpan(0, MaxQuoteLength), "…");

    private static Tool Function(BodyValue function, BodyValue tool) => new()
    {
        Name = function.Require("name", "the function's name").String(),
        Description = function.Find("description")?.Text(),
        Schema = (function.Find("parameters") ?? function.Find("input_schema") ?? tool.Find("input_schema"))?.ObjectOrNone(),
        Strict = function.Find("strict")?.Flag(),
        CacheControl = (tool.Find("cache_control") ?? function.Find("cache_control"))?.Json,
    };

    private static Tool Custom(BodyValue custom, BodyValue tool) => new()
    {
        Kind = ToolKind.Custom,
        Name = custom.Require("name", "the tool's name").String(),
        Description = custom.Find("description")?.Text(),
        Grammar = custom.Find("format")?.Json,
        CacheControl = tool.Find("cache_control")?.Json,
    };

    private static (ImmutableArray<Tool>, ToolChoice) Choose(ImmutableArray<Tool> tools, BodyValue choice) =>
        choice.IsObject && choice.Find("type") is { IsString: true } type && type.String() == "allowed_tools"
            ? Allow(tools, choice.Find("allowed_tools") ?? choice)
            : (tools, ToolChoiceReader.Read(choice, Choices));

    /// <summary>Keeps only the allowed tools.</summary>
    private static (ImmutableArray<Tool>, ToolChoice) Allow(ImmutableArray<Tool> tools, BodyValue allowed)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in allowed.Require("tools", "the tools that may be called").Items())
        {
            var name = ToolChoiceReader.NameIn(one);
            if (!tools.Any(tool => tool.Name == name)) throw one.Fault("names a tool that the request does not offer");
            names.Add(name);
        }

        var choice = allowed.Find("mode") is { } mode ? ToolChoiceReader.Mode(mode, Choices) : ToolChoice.Auto;
        return ([.. tools.Where(tool => names.Contains(tool.Name))], choice);
    }
}
