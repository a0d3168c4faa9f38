using System.Text.Json;
using JusInfer.Portal.Gateway.Translation.Conversations;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>A tool with free text as its input. In dialects without custom tools it is a function with one string, <c>input</c>.</summary>
internal static class CustomTool
{
    /// <summary>The parameters of that function: a JSON schema.</summary>
    public static ReadOnlySpan<byte> Schema =>
        """{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],"additionalProperties":false}"""u8;

    /// <summary>The tool's description with its grammar, if it has one, because the function's schema cannot express it.</summary>
    public static JsonText? Description(Tool tool)
    {
        if (tool.Grammar is not { } grammar || Definition(grammar) is not { } definition) return tool.Description;
        var rule = JsonText.Join([JsonText.From("The input must match this grammar:"), definition]);
        return tool.Description is { } description ? JsonText.Join([description, rule]) : rule;
    }

    /// <summary>A call's input as the arguments of the function.</summary>
    public static ToolArguments AsArguments(ToolArguments input) =>
        ToolArguments.From(JsonText.OfUtf8([.. "{\"input\":"u8, .. JsonText.From(input.Decode()).Quoted, (byte)'}']));

    /// <summary>The text of the grammar, which is a direct property in the Responses API and nested in Chat Completions.</summary>
    private static JsonText? Definition(JsonElement format)
    {
        if (format.ValueKind != JsonValueKind.Object) return null;
        if (format.TryGetProperty("grammar", out var nested)) return Definition(nested);
        return format.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.String
            ? JsonText.From(definition)
            : null;
    }
}
