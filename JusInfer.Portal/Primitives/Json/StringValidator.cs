using System.Text.Json.Nodes;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Validates a string against <c>minLength</c>, <c>maxLength</c>, <c>pattern</c> and <c>format</c>.</summary>
internal static class StringValidator
{
    /// <summary>The first keyword that the text violates; null if it is valid.</summary>
    public static string? FindViolation(string text, JsonObject schema, PatternMatcher patterns, bool checksFormats)
    {
        var length = text.EnumerateRunes().Count();
        if (length < (schema["minLength"].NonNegativeInteger() ?? 0)) return "minLength";
        if (length > (schema["maxLength"].NonNegativeInteger() ?? int.MaxValue)) return "maxLength";
        if (schema["pattern"].String() is { } pattern && !patterns.Matches(text, pattern)) return "pattern";
        return checksFormats && schema["format"].String() is { } format && !StringFormat.IsValid(text, format) ? "format" : null;
    }
}
