using System.Diagnostics;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Primitives.Json;

/// <summary>Matches texts against the patterns of a schema, and compiles each pattern once.</summary>
/// <param name="budget">The validation's budget, from which compiling and matching take as many steps as they last.</param>
internal sealed class PatternMatcher(ValidationBudget budget)
{
    /// <summary>Longer patterns match all texts. A pattern of this length can take 200 ms to compile, one of 1,000 characters 550 ms. Characters.</summary>
    private const int MaxPatternLength = 500;

    /// <summary>Larger patterns match all texts. Also the limit of <see cref="RegexOptions.NonBacktracking"/>.</summary>
    private const int MaxPatternSize = 10_000;

    private static readonly TimeSpan MatchTimeout = TimeSpan.FromMilliseconds(50);

    /// <summary>Null for a pattern that matches all texts.</summary>
    private readonly Dictionary<string, Regex?> compiled = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether the text matches. A pattern that is too long or too large, or that cannot be matched in linear time because it looks around or
    /// refers back, matches all. One that times out matches nothing.
    /// </summary>
    public bool Matches(string text, string pattern)
    {
        if (pattern.Length > MaxPatternLength) return true;
        if (budget.IsExhausted) return false;
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (!compiled.TryGetValue(pattern, out var regex)) compiled.Add(pattern, regex = Compile(pattern));
            return regex is null || regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        finally
        {
            budget.TakeTime(Stopwatch.GetElapsedTime(start));
        }
    }

    private static Regex? Compile(string pattern)
    {
        if (PatternSize.Estimate(pattern) is not <= MaxPatternSize) return null;
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (Exception unsupported) when (unsupported is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
