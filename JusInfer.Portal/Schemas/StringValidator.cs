using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Schemas;

/// <summary>Validates a string against <c>minLength</c>, <c>maxLength</c>, <c>pattern</c> and <c>format</c>.</summary>
internal static class StringValidator
{
    private const int MaxPatternLength = 1000;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>The first keyword that the text violates; null if it is valid.</summary>
    public static string? FindViolation(string text, JsonObject schema, bool checksFormats)
    {
        var length = text.EnumerateRunes().Count();
        if (length < (schema["minLength"].NonNegativeInteger() ?? 0)) return "minLength";
        if (length > (schema["maxLength"].NonNegativeInteger() ?? int.MaxValue)) return "maxLength";
        if (schema["pattern"].String() is { } pattern && !Matches(text, pattern)) return "pattern";
        return checksFormats && schema["format"].String() is { } format && !StringFormat.IsValid(text, format) ? "format" : null;
    }

    /// <summary>
    /// Whether the text matches. A pattern that is too long, or that cannot be matched in linear time because it looks around or refers back,
    /// matches all. One that times out matches nothing.
    /// </summary>
    public static bool Matches(string text, string pattern)
    {
        if (pattern.Length > MaxPatternLength) return true;
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking, MatchTimeout);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        catch (Exception unsupported) when (unsupported is ArgumentException or NotSupportedException)
        {
            return true;
        }
    }
}
