using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Translation.ToolCalls;

/// <summary>
/// Finds the free text in the arguments of a function that replaces a custom tool. Its one field is <c>input</c>, but models guess others
/// from their training: <c>patch</c> (antirez/ds4#745), <c>code</c> (farion1231/cc-switch#3669),
/// <c>"command":["apply_patch","*** Begin Patch"]</c> (openai/codex#35361). The client runs the text as it is, so that Codex repeats a call
/// whose text is such an object, again and again.
/// </summary>
internal static class CustomToolInput
{
    private const string Input = "input";

    /// <param name="arguments">The arguments, escaped as in a JSON string.</param>
    /// <param name="tool">The name of the tool.</param>
    /// <returns>The text; the arguments themselves if they have none that is certain.</returns>
    public static JsonText Find(ReadOnlySpan<byte> arguments, string tool)
    {
        var text = JsonText.OfEscaped(arguments);
        try
        {
            return Find(JsonElement.Parse(text.Decode(), JsonDepth.DocumentOptions), tool) ?? text;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return text;
        }
    }

    private static JsonText? Find(JsonElement value, string tool) => value.ValueKind switch
    {
        JsonValueKind.String => Unwrap(value, tool),
        JsonValueKind.Object when value.GetPropertyCount() == 0 => JsonText.Empty,
        JsonValueKind.Object => FindIn(value, tool),
        _ => null,
    };

    private static JsonText? FindIn(JsonElement value, string tool)
    {
        if (value.TryGetProperty(Input, out var input))
        {
            if (input.ValueKind == JsonValueKind.String) return Unwrap(input, tool);
            if (input.ValueKind == JsonValueKind.Object) return Find(input, tool);
        }

        var (only, hasValue) = (default(JsonText?), false);
        foreach (var property in value.EnumerateObject())
        {
            // A number or a flag beside the text, such as a timeout, means nothing to the tool.
            var kind = property.Value.ValueKind;
            hasValue |= kind != JsonValueKind.Null;
            if (kind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null) continue;
            if (only is not null || TextOf(property.Value, tool) is not { } text) return null;
            only = text;
        }

        return hasValue ? only : JsonText.Empty;
    }

    /// <summary>The text of a field: a string, or a command whose only argument it is.</summary>
    private static JsonText? TextOf(JsonElement field, string tool)
    {
        if (field.ValueKind == JsonValueKind.String) return JsonText.From(field);
        if (field.ValueKind != JsonValueKind.Array || field.GetArrayLength() is not (1 or 2)) return null;
        var last = field[field.GetArrayLength() - 1];
        var isCommand = field.GetArrayLength() == 1 || (field[0].ValueKind == JsonValueKind.String && field[0].ValueEquals(tool));
        return isCommand && last.ValueKind == JsonValueKind.String ? JsonText.From(last) : null;
    }

    /// <summary>
    /// The input, or what is in it if it is once more the object with this field: models imitate calls of the history.
    /// </summary>
    private static JsonText Unwrap(JsonElement input, string tool)
    {
        var text = JsonText.From(input);
        if (text.Escaped is not [(byte)'{', ..] || !text.TryDecode(out var inner)) return text;
        try
        {
            var value = JsonElement.Parse(inner, JsonDepth.DocumentOptions);
            return IsWrapper(value, tool) ? FindIn(value, tool) ?? text : text;
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return text; // free text may begin with a brace
        }
    }

    /// <summary>Whether a value can only be the object that the tool's function takes, and not text that the tool takes.</summary>
    private static bool IsWrapper(JsonElement value, string tool)
    {
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1) return false;
        if (value.TryGetProperty(Input, out var input)) return input.ValueKind == JsonValueKind.String;
        return value.TryGetProperty("command", out var command) && command.ValueKind == JsonValueKind.Array && command.GetArrayLength() == 2
            && TextOf(command, tool) is not null;
    }
}
