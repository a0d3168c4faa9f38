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
    private const string Modes = "must be AUTO, ANY, VALIDATED or NONE";

    public static (ImmutableArray<Tool> Tools, ToolChoice Choice) Read(BodyValue body)
    {
        ImmutableArray<BodyValue> functions =
        [
            .. (body.Find("tools")?.Items() ?? [])
                .SelectMany(static tool => tool.Field("functionDeclarations")?.Items() ?? []),
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
        function.Field("parametersJsonSchema") is { } schema ? schema.ObjectOrNone()
        : function.Find("parameters")?.ObjectOrNone() is { } openApi ? GeminiSchema.ToJsonSchema(openApi)
        : null;

    private static (ImmutableArray<Tool>, ToolChoice) Choose(ImmutableArray<Tool> tools, BodyValue calling)
    {
        foreach (var name in calling.Field("allowedFunctionNames")?.Items() ?? [])
        {
            if (!tools.Any(tool => tool.Name == name.String())) throw name.Fault("names a function that 'tools' does not declare");
        }

        var allowed = (calling.Field("allowedFunctionNames")?.Items() ?? []).Select(static name => name.String()).ToHashSet(StringComparer.Ordinal);
        if (allowed.Count > 0) tools = [.. tools.Where(tool => allowed.Contains(tool.Name))];
        var mode = calling.Find("mode");
        return mode?.String().ToUpperInvariant() switch
        {
            null or "MODE_UNSPECIFIED" or "AUTO" or "VALIDATED" => (tools, ToolChoice.Auto),
            "NONE" => (tools, ToolChoice.None),
            "ANY" when tools.IsEmpty => throw RequestFault.Unsupported(
                $"'{mode.Value.Path}' requires a tool call, but no function can be called. Hosted tools such as googleSearch are removed, because "
                + "Google runs and bills them. Declare a function, or leave the mode out.",
                mode.Value.Path),
            "ANY" => (tools, allowed.Count == 1 ? ToolChoice.Named(tools[0].Name) : ToolChoice.Required),
            _ => throw mode.Value.Fault(Modes),
        };
    }
}
