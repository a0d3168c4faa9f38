using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Validates a string against <c>minLength</c>, <c>maxLength</c>, <c>format</c> and <c>pattern</c>.</summary>
internal static class StringValidator
{
    private const int MaxPatternLength = 1000;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(50);

    public static bool IsValid(string text, JsonObject schema)
    {
        var length = text.EnumerateRunes().Count();
        return length >= (schema["minLength"].NonNegativeInteger() ?? 0)
            && length <= (schema["maxLength"].NonNegativeInteger() ?? int.MaxValue)
            && (schema["format"].String() is not { } format || StringFormat.IsValid(text, format))
            && (schema["pattern"].String() is not { } pattern || Matches(text, pattern));
    }

    /// <summary>
    /// Whether the text matches. A pattern that is invalid in .NET or too long matches all; one that times out matches nothing.
    /// </summary>
    public static bool Matches(string text, string pattern)
    {
        if (pattern.Length > MaxPatternLength) return true;
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.None, MatchTimeout);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
