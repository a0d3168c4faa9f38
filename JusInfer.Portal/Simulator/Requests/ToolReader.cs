using System.Collections.Immutable;
using System.Text.Json;

namespace JusInfer.Portal.Simulator.Requests;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>. Tools that are not functions are ignored.</summary>
internal static class ToolReader
{
    public static ImmutableArray<ToolDefinition> ReadTools(ObjectFields request)
    {
        var tools = ImmutableArray.CreateBuilder<ToolDefinition>();
        foreach (var tool in request.Objects("tools"))
        {
            if (tool.RequiredString("type") is "function" && tool.RequiredObject("function") is { } function)
                tools.Add(new ToolDefinition(
                    function.RequiredString("name"), function.String("description") ?? "", function.Object("parameters")?.Value));
        }

        return tools.ToImmutable();
    }

    public static SimulatedToolChoice ReadChoice(ObjectFields request, ImmutableArray<ToolDefinition> tools)
    {
        var choice = request.Get("tool_choice") switch
        {
            null => new SimulatedToolChoice(SimulatedToolChoiceMode.Auto),
            { ValueKind: JsonValueKind.String } mode => new SimulatedToolChoice(ReadMode(request, "tool_choice", mode.GetString())),
            { ValueKind: JsonValueKind.Object } => ReadNamed(request, request.Object("tool_choice")),
            _ => AddInvalidChoice(request),
        };
        if (choice.Mode is SimulatedToolChoiceMode.Required && tools.IsEmpty)
            request.AddError("tool_choice", "'tool_choice' requires a call, but 'tools' contains no function.", "invalid_value");
        if (choice.Names?.FirstOrDefault(name => tools.All(tool => tool.Name != name)) is { } unknown)
            request.AddError("tool_choice", $"'tool_choice' names '{unknown}', which 'tools' does not contain.", "invalid_value");
        return choice;
    }

    private static SimulatedToolChoice ReadNamed(ObjectFields request, ObjectFields? choice)
    {
        switch (choice?.String("type"))
        {
            case "function" when choice.RequiredObject("function") is { } function:
                return new SimulatedToolChoice(SimulatedToolChoiceMode.Required, [function.RequiredString("name")]);
            case "allowed_tools" when choice.RequiredObject("allowed_tools") is { } allowed:
                var names = allowed.Objects("tools").Select(static tool => tool.RequiredObject("function")?.RequiredString("name") ?? "");
                return new SimulatedToolChoice(ReadMode(allowed, "mode", allowed.String("mode")), [.. names]);
            default:
                return AddInvalidChoice(request);
        }
    }

    private static SimulatedToolChoiceMode ReadMode(ObjectFields fields, string name, string? mode)
    {
        switch (mode)
        {
            case "auto": return SimulatedToolChoiceMode.Auto;
            case "none": return SimulatedToolChoiceMode.None;
            case "required": return SimulatedToolChoiceMode.Required;
            default:
                fields.AddError(name, $"'{fields.Path(name)}' must be 'none', 'auto' or 'required'.", "invalid_value");
                return SimulatedToolChoiceMode.Auto;
        }
    }

    private static SimulatedToolChoice AddInvalidChoice(ObjectFields request)
    {
        request.AddError("tool_choice", "'tool_choice' must be 'none', 'auto', 'required' or name a function.", "invalid_value");
        return new SimulatedToolChoice(SimulatedToolChoiceMode.Auto);
    }
}
