using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Reading;

/// <summary>Reads the offered tools and which of them are to be called. Tools other than functions are passed over.</summary>
internal static class ToolReader
{
    public static ImmutableArray<OfferedTool> Tools(ObjectFields request)
    {
        var tools = ImmutableArray.CreateBuilder<OfferedTool>();
        foreach (var tool in request.Objects("tools"))
        {
            if (tool.RequiredText("type") is "function" && tool.RequiredObject("function") is { } function)
                tools.Add(new OfferedTool(
                    function.RequiredText("name"), function.Text("description") ?? "", function.Object("parameters")?.Value));
        }

        return tools.ToImmutable();
    }

    public static CallChoice Choice(ObjectFields request, ImmutableArray<OfferedTool> tools)
    {
        var choice = request.Get("tool_choice") switch
        {
            null => new CallChoice(CallMode.Auto),
            { ValueKind: JsonValueKind.String } word => new CallChoice(Mode(request, "tool_choice", word.GetString())),
            { ValueKind: JsonValueKind.Object } => Named(request, request.Object("tool_choice")),
            _ => Wrong(request),
        };
        if (choice.Mode is CallMode.Required && tools.IsEmpty)
            request.Wrong("tool_choice", "'tool_choice' asks for a call, but 'tools' offers no function.", "invalid_value");
        if (choice.Names?.FirstOrDefault(name => tools.All(tool => tool.Name != name)) is { } unknown)
            request.Wrong("tool_choice", $"'tool_choice' names '{unknown}', which 'tools' does not offer.", "invalid_value");
        return choice;
    }

    private static CallChoice Named(ObjectFields request, ObjectFields? choice)
    {
        switch (choice?.Text("type"))
        {
            case "function" when choice.RequiredObject("function") is { } function:
                return new CallChoice(CallMode.Required, [function.RequiredText("name")]);
            case "allowed_tools" when choice.RequiredObject("allowed_tools") is { } allowed:
                var names = allowed.Objects("tools").Select(static tool => tool.RequiredObject("function")?.RequiredText("name") ?? "");
                return new CallChoice(Mode(allowed, "mode", allowed.Text("mode")), [.. names]);
            default:
                return Wrong(request);
        }
    }

    private static CallMode Mode(ObjectFields fields, string name, string? word)
    {
        switch (word)
        {
            case "auto": return CallMode.Auto;
            case "none": return CallMode.None;
            case "required": return CallMode.Required;
            default:
                fields.Wrong(name, $"'{fields.Path(name)}' must be 'none', 'auto' or 'required'.", "invalid_value");
                return CallMode.Auto;
        }
    }

    private static CallChoice Wrong(ObjectFields request)
    {
        request.Wrong("tool_choice", "'tool_choice' must be 'none', 'auto', 'required' or name a function.", "invalid_value");
        return new CallChoice(CallMode.Auto);
    }
}
