using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Simulator.Schemas;

/// <summary>Whether a string satisfies the keywords about strings.</summary>
internal static class TextCheck
{
    private const int MaxPatternLength = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    public static bool Fits(string text, JsonObject schema)
    {
        var length = text.EnumerateRunes().Count();
        return length >= (schema["minLength"].Count() ?? 0)
            && length <= (schema["maxLength"].Count() ?? int.MaxValue)
            && (schema["format"].Text() is not { } format || TextFormat.Fits(text, format))
            && (schema["pattern"].Text() is not { } pattern || Matches(text, pattern));
    }

    /// <summary>A pattern that .NET cannot read, or that is very long, asks for nothing; one that takes too long is not matched.</summary>
    public static bool Matches(string text, string pattern)
    {
        if (pattern.Length > MaxPatternLength) return true;
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.None, Patience);
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
