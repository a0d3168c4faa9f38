using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

/// <summary>
/// Reads <c>tools</c> and <c>tool_choice</c>. Tools in namespaces get flat names. Hosted tools, which run at OpenAI, are omitted if they
/// are only offered, as agents do by default, and rejected if the model must use one.
/// </summary>
internal static class ResponsesToolReader
{
    /// <param name="root">The request.</param>
    /// <param name="recalled">The number of items from stored responses.</param>
    public static (ImmutableArray<Tool> Tools, ToolChoice Choice) Read(JsonElement root, int recalled)
    {
        var tools = ImmutableArray.CreateBuilder<Tool>();
        var hosted = new List<(string Type, string Path)>();
        if (root.TryGetProperty("tools", out var all) && all.ValueKind == JsonValueKind.Array)
        {
            var number = 0;
            foreach (var tool in all.EnumerateArray()) ReadTool(tool, null, $"tools[{number++}]", tools, hosted);
        }

        ReadItems(root, recalled, tools, hosted);
        var choice = ReadChoice(root, tools, hosted);
        return (tools.ToImmutable(), choice);
    }

    /// <summary>
    /// Reads the tools that Codex declares within the input (SaladDay/cc-switch-cli#466): all of them, or those that it found in a search.
    /// Items stay in the conversation, and can repeat what is declared.
    /// </summary>
    private static void ReadItems(
        JsonElement root, int recalled, ImmutableArray<Tool>.Builder tools, List<(string Type, string Path)> hosted)
    {
        if (!root.TryGetProperty("input", out var input) || input.ValueKind != JsonValueKind.Array) return;
        var number = 0;
        foreach (var item in input.EnumerateArray())
        {
            var path = $"input[{number++ - recalled}].tools";
            if (item.ValueKind != JsonValueKind.Object || Fields.Text(item, "type") is not ("additional_tools" or "tool_search_output"))
                continue;
            if (!item.TryGetProperty("tools", out var all) || all.ValueKind != JsonValueKind.Array) continue;
            var declared = ImmutableArray.CreateBuilder<Tool>();
            var index = 0;
            foreach (var tool in all.EnumerateArray()) ReadTool(tool, null, $"{path}[{index++}]", declared, hosted);
            foreach (var tool in declared)
            {
                if (!tools.Any(known => known.Name == tool.Name)) tools.Add(tool);
            }
        }
    }

    private static void ReadTool(
        JsonElement tool, string? space, string path, ImmutableArray<Tool>.Builder tools, List<(string Type, string Path)> hosted)
    {
        if (tool.ValueKind != JsonValueKind.Object) throw new RequestFault($"'{path}' must be an object.", path);
        switch (Fields.Text(tool, "type"))
        {
            case "function":
                tools.Add(Named(tool, space, path, tools) with
                {
                    Schema = Fields.Object(tool, "parameters"),
                    Strict = Fields.Flag(tool, "strict"),
                });
                return;
            case "custom":
                tools.Add(Named(tool, space, path, tools) with { Kind = ToolKind.Custom, Grammar = Fields.Object(tool, "format") });
                return;
            case "namespace" when space is null:
                var name = Fields.Text(tool, "name")
                    ?? throw new RequestFault($"'{path}.name' is missing: a namespace must have a name.", $"{path}.name");
                if (!tool.TryGetProperty("tools", out var inner) || inner.ValueKind != JsonValueKind.Array)
                    throw new RequestFault($"'{path}.tools' must be an array of the namespace's tools.", $"{path}.tools");
                var number = 0;
                foreach (var each in inner.EnumerateArray()) ReadTool(each, name, $"{path}.tools[{number++}]", tools, hosted);
                return;
            case { } type:
                hosted.Add((type, $"{path}.type"));
                return;
            default:
                throw new RequestFault($"'{path}.type' is missing: function, custom or namespace.", $"{path}.type");
        }
    }

    private static Tool Named(JsonElement tool, string? space, string path, ImmutableArray<Tool>.Builder tools)
    {
        var name = Fields.Text(tool, "name");
        if (string.IsNullOrEmpty(name)) throw new RequestFault($"'{path}.name' is missing.", $"{path}.name");
        var flat = FlatNames.Of(space, name);
        foreach (var other in tools)
        {
            if (other.Name == flat)
                throw new RequestFault($"'{path}.name' repeats the name of another tool. Tool names must be unique.", $"{path}.name");
        }

        return new Tool
        {
            Name = flat,
            Namespace = space,
            NameInNamespace = space is null ? null : name,
            Description = Fields.JsonText(tool, "description"),
        };
    }

    private static ToolChoice ReadChoice(JsonElement root, ImmutableArray<Tool>.Builder tools, List<(string Type, string Path)> hosted)
    {
        if (!root.TryGetProperty("tool_choice", out var choice) || choice.ValueKind == JsonValueKind.Null) return ToolChoice.Auto;
        if (choice.ValueKind == JsonValueKind.String) return OfMode(choice.GetString()!, "tool_choice", tools, hosted);
        if (choice.ValueKind != JsonValueKind.Object)
            throw new RequestFault("The field 'tool_choice' must be a string or an object.", "tool_choice");
        switch (Fields.Text(choice, "type"))
        {
            case "function" or "custom" or "tool":
                return ToolChoice.Named(NameOf(choice, "tool_choice", tools));
            case "auto" or "none" or "any" or "required":
                return OfMode(Fields.Text(choice, "type")!, "tool_choice.type", tools, hosted);
            case null when NamedIn(choice) is not null:
                return ToolChoice.Named(NameOf(choice, "tool_choice", tools));
            case "allowed_tools":
                Allow(choice, tools);
                return OfMode(Fields.Text(choice, "mode") ?? "auto", "tool_choice.mode", tools, hosted);
            case { } type:
                var path = hosted.Find(tool => tool.Type == type).Path ?? "tool_choice.type";
                throw Hosted(type, path);
            default:
                throw new RequestFault("The field 'tool_choice.type' is missing.", "tool_choice.type");
        }
    }

    private static ToolChoice OfMode(
        string mode, string path, ImmutableArray<Tool>.Builder tools, List<(string Type, string Path)> hosted) => mode switch
        {
            "auto" => ToolChoice.Auto,
            "none" => ToolChoice.None,
            "required" or "any" when tools.Count > 0 => ToolChoice.Required,
            "required" or "any" when hosted.Count > 0 => throw Hosted(hosted[0].Type, hosted[0].Path),
            "required" or "any" => throw new RequestFault($"'{path}' requires a tool, and 'tools' contains none.", path),
            _ => throw new RequestFault($"'{path}' must be auto, none or required.", path),
        };

    /// <summary>Leaves only the tools that the choice allows.</summary>
    private static void Allow(JsonElement choice, ImmutableArray<Tool>.Builder tools)
    {
        if (!choice.TryGetProperty("tools", out var allowed) || allowed.ValueKind != JsonValueKind.Array)
            throw new RequestFault("'tool_choice.tools' must be an array.", "tool_choice.tools");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var tool in allowed.EnumerateArray())
        {
            var path = $"tool_choice.tools[{number++}]";
            if (Fields.Text(tool, "type") is "function" or "custom") names.Add(NameOf(tool, path, tools));
        }

        for (var i = tools.Count - 1; i >= 0; i--)
        {
            if (!names.Contains(tools[i].Name)) tools.RemoveAt(i);
        }
    }

    private static string NameOf(JsonElement choice, string path, ImmutableArray<Tool>.Builder tools)
    {
        var name = NamedIn(choice) ?? throw new RequestFault($"'{path}.name' is missing: the name of the tool.", $"{path}.name");
        var flat = FlatNames.Of(Fields.Text(choice, "namespace"), name);
        foreach (var tool in tools)
        {
            if (tool.Name == flat || tool.NameInNamespace == name) return tool.Name;
        }

        throw new RequestFault($"'{path}.name' names a tool that is not in 'tools'.", $"{path}.name");
    }

    /// <summary>The name in a choice, which is nested in Chat Completions.</summary>
    private static string? NamedIn(JsonElement choice) => Fields.Text(choice, "name")
        ?? (Fields.Object(choice, "function") is { } function ? Fields.Text(function, "name")
            : Fields.Object(choice, "custom") is { } custom ? Fields.Text(custom, "name")
            : null);

    private static RequestFault Hosted(string type, string path) => RequestFault.Unsupported(
        $"The tool '{Fields.Shorten(type)}' runs at OpenAI, and another provider serves the selected model. Leave it out, or request an "
        + "OpenAI model by name.", path);
}
