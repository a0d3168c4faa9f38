using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>A tool of free text, in dialects that know functions only: a function of one string, <c>input</c>.</summary>
internal static class CustomTool
{
    private const string Input = "input";

    /// <summary>The parameters of that function: a JSON schema.</summary>
    public static ReadOnlySpan<byte> Schema =>
        """{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"""u8;

    /// <summary>The tool's description and, where it has one, its grammar, which the function's schema cannot hold.</summary>
    public static JsonText? Description(Tool tool)
    {
        if (tool.Grammar is not { } grammar || Definition(grammar) is not { } definition) return tool.Description;
        var rule = JsonText.Join([JsonText.Of("The input must match this grammar:"), definition]);
        return tool.Description is { } description ? JsonText.Join([description, rule]) : rule;
    }

    /// <summary>A call's input as the arguments of the function.</summary>
    public static ToolArguments AsArguments(ToolArguments input) =>
        ToolArguments.Of(JsonText.OfUtf8([.. "{\"input\":"u8, .. JsonText.Of(input.Decode()).Quoted, (byte)'}']));

    /// <summary>The input in the function's arguments; where the model wrote none such, what it wrote.</summary>
    /// <param name="arguments">As escaped in a JSON string.</param>
    public static JsonText InputOf(ReadOnlySpan<byte> arguments)
    {
        var text = JsonText.OfEscaped(arguments);
        try
        {
            var document = JsonElement.Parse(text.Decode(), JsonDepth.OfDocument);
            return document.ValueKind == JsonValueKind.Object && document.TryGetProperty(Input, out var input)
                && input.ValueKind == JsonValueKind.String
                ? JsonText.Of(input)
                : text;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return text;
        }
    }

    /// <summary>The grammar's text, flat as the Responses API has it or nested as Chat Completions does.</summary>
    private static JsonText? Definition(JsonElement format)
    {
        if (format.ValueKind != JsonValueKind.Object) return null;
        if (format.TryGetProperty("grammar", out var nested)) return Definition(nested);
        return format.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.String
            ? JsonText.Of(definition)
            : null;
    }
}
