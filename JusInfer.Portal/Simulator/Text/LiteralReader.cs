using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Simulator.Text;

internal enum LiteralKind
{
    /// <summary>Text in backticks or quotation marks.</summary>
    Quoted,
    Url,
    Path,
    Number,

    /// <summary>A capitalized name after a preposition: "Paris" in "the weather in Paris".</summary>
    Name,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
}

/// <summary>
/// A value in the user's text, for example 3 in "max depth of 3".
/// </summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Text">The value without quotation marks.</param>
/// <param name="Label">The words before the value in reverse order, without connecting words; in the example "depth", "max".</param>
internal sealed record Literal(LiteralKind Kind, string Text, ImmutableArray<string> Label);

/// <summary>Reads the values in a text, in order.</summary>
internal static partial class LiteralReader
{
    private const int MaxLiterals = 200;
    private const int MaxLabelDistance = 48;

    private static readonly ImmutableHashSet<string> ConnectingWords =
    [
        "is", "of", "to", "at", "in", "the", "a", "an", "with", "as", "for", "exactly", "be", "set", "equal",
    ];

    public static ImmutableArray<Literal> ReadAll(string text) =>
        [.. Pattern().Matches(text).Take(MaxLiterals).Select(match => Parse(match, text)).OfType<Literal>()];

    private static Literal? Parse(Match match, string text)
    {
        var label = ReadLabel(text, match.Index);
        foreach (var group in (ReadOnlySpan<string>)["ticked", "quoted", "curly", "single"])
        {
            if (match.Groups[group] is { Success: true, Value: var quoted }) return new Literal(Classify(quoted), quoted, label);
        }

        if (match.Groups["url"].Success)
            return new Literal(LiteralKind.Url, match.Groups["url"].Value.TrimEnd('.', ',', ';', ':', '!', '?'), label);
        if (match.Groups["path"].Success) return new Literal(LiteralKind.Path, match.Groups["path"].Value.TrimEnd('.'), label);
        if (match.Groups["number"].Success) return new Literal(LiteralKind.Number, match.Groups["number"].Value, label);
        if (match.Groups["boolean"].Success)
            return new Literal(LiteralKind.Boolean, match.Groups["boolean"].Value.ToLowerInvariant(), label);
        return match.Groups["name"].Success ? new Literal(LiteralKind.Name, match.Groups["name"].Value, label) : null;
    }

    private static LiteralKind Classify(string quoted) =>
        quoted.Contains(' ') ? LiteralKind.Quoted
        : quoted.StartsWith("http://", StringComparison.Ordinal) ? LiteralKind.Url
        : quoted.StartsWith("https://", StringComparison.Ordinal) ? LiteralKind.Url
        : quoted.Contains('/') || FileNamePattern().IsMatch(quoted) ? LiteralKind.Path
        : LiteralKind.Quoted;

    private static ImmutableArray<string> ReadLabel(string text, int at)
    {
        var before = text[Math.Max(0, at - MaxLabelDistance)..at];
        var sentence = before[(before.LastIndexOfAny(['\n', ';', '?', '!']) + 1)..];
        return [.. Word.WordsOf(sentence).Reverse().Where(static word => !ConnectingWords.Contains(word)).Take(4)];
    }

    [GeneratedRegex(
        """
        `(?<ticked>[^`\n]{1,2000})`
        | "(?<quoted>[^"\n]{1,2000})"
        | “(?<curly>[^”\n]{1,2000})”
        | (?<![\p{L}\p{N}])'(?<single>[^'\n]{1,2000})'(?![\p{L}\p{N}])
        | (?<url>https?://[^\s`"'<>)\]}]+)
        | (?<![\w.~/-])(?<path>(~|\.{1,2})?/[\w.@/-]+|[\w.-]+/[\w./-]+|[\w-]+\.[a-z][a-z0-9]{0,4})(?!\w)
        | (?<![\w.-])(?<number>-?\d+(\.\d+)?)(?![\w/])
        | \b(?<boolean>true|false)\b
        | \b(in|for|at|of|from|to|about|near|named|called)\s+(?<name>\p{Lu}[\p{L}'’-]+(\s\p{Lu}[\p{L}'’-]+){0,3})
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 2000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[\w-]+\.[a-z][a-z0-9]{0,4}$", RegexOptions.NonBacktracking)]
    private static partial Regex FileNamePattern();
}
