using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Translation.ToolCalls;

namespace JusInfer.Portal.Gateway.Dialects.Gemini.Client;

/// <summary>
/// Reads the functions and which of them must be called. Tools that Google runs, such as <c>googleSearch</c>, are removed, as those of other
/// dialects are; a request that requires a call then needs a function.
/// </summary>
internal static class GeminiToolsReader
{
    private const string AcceptedModes = "AUTO, ANY, VALIDATED or NONE";

    /// <summary>The modes by their numbers. The last one is Vertex AI's number of a mode.</summary>
    private static readonly string[] Modes = ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED", "VALIDATED"];

    public static (ImmutableArray<Tool> Tools, ToolChoice Choice) Read(BodyValue body)
    {
        ImmutableArray<BodyValue> functions =
        [
            .. (body.Find("tools")?.List() ?? [])
                .SelectMany(static tool => tool.Field("functionDeclarations")?.List() ?? []),
        ];
        var tools = UniqueTools.Of([.. functions.Select(Function)], index => functions[index].Path);
        return body.Field("toolConfig")?.Field("functionCallingConfig") is { } calling ? Choose(tools, calling) : (tools, ToolChoice.Auto);
    }

    private static Tool Function(BodyValue function) => new()
    {
        Name = function.Require("name", "the function's name").String(),
        Description = function.Find("description")?.Text(),
        Schema = Schema(function),
    };

    private static JsonElement? Schema(BodyValue function) =>
        function.Field("parametersJsonSchema") is { } schema ? (schema.ObjectOrNone() is null ? null : GeminiSchema.Read(schema))
        : function.Find("parameters") is { } openApi && openApi.ObjectOrNone() is not null ? GeminiSchema.ToJsonSchema(openApi)
        : null;

    private static (ImmutableArray<Tool>, ToolChoice) Choose(ImmutableArray<Tool> tools, BodyValue calling)
    {
        foreach (var name in calling.Field("allowedFunctionNames")?.List() ?? [])
        {
            if (!tools.Any(tool => tool.Name == name.String())) throw name.Fault("names a function that 'tools' does not declare");
        }

        var allowed = (calling.Field("allowedFunctionNames")?.List() ?? [])
            .Select(static name => name.String())
            .ToHashSet(StringComparer.Ordinal);
        if (allowed.Count > 0) tools = [.. tools.Where(tool => allowed.Contains(tool.Name))];
        if (calling.Find("mode") is not { } mode) return (tools, ToolChoice.Auto);
        return GeminiScalars.Name(mode, Modes, AcceptedModes) switch
        {
            "NONE" => (tools, ToolChoice.None),
            "ANY" when tools.IsEmpty => throw RequestFault.Unsupported(
                $"'{mode.Path}' requires a tool call, but no function can be called. Hosted tools such as googleSearch are removed, "
                + "because Google runs and bills them. Declare a function, or leave the mode out.",
                mode.Path),
            "ANY" => (tools, allowed.Count == 1 ? ToolChoice.Named(tools[0].Name) : ToolChoice.Required),
            _ => (tools, ToolChoice.Auto),
        };
    }
}
