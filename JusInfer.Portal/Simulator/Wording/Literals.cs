using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace JusInfer.Portal.Simulator.Wording;

internal enum LiteralKind
{
    /// <summary>In back-ticks or quotation marks.</summary>
    Quoted,
    Url,
    Path,
    Number,

    /// <summary>A name after a preposition: the Paris of "the weather in Paris".</summary>
    Name,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Truth,
}

/// <summary>
/// A value that stands in the user's text. Its label is the words right before it, last one first, without those that only connect: "max
/// depth of 3" labels 3 with depth, max.
/// </summary>
internal sealed record Literal(LiteralKind Kind, string Text, ImmutableArray<string> Label);

/// <summary>Reads the values out of a text, in the order of their places.</summary>
internal static partial class Literals
{
    private const int MaxLiterals = 200;
    private const int LabelReach = 48;

    private static readonly ImmutableHashSet<string> Connecting =
    [
        "is", "of", "to", "at", "in", "the", "a", "an", "with", "as", "for", "exactly", "be", "set", "equal",
    ];

    public static ImmutableArray<Literal> In(string text) =>
        [.. Pattern().Matches(text).Take(MaxLiterals).Select(match => Of(match, text)).OfType<Literal>()];

    private static Literal? Of(Match match, string text)
    {
        var label = Label(text, match.Index);
        foreach (var mark in (ReadOnlySpan<string>)["ticked", "quoted", "curly", "single"])
        {
            if (match.Groups[mark] is { Success: true, Value: var quoted }) return new Literal(Classify(quoted), quoted, label);
        }

        if (match.Groups["url"].Success)
            return new Literal(LiteralKind.Url, match.Groups["url"].Value.TrimEnd('.', ',', ';', ':', '!', '?'), label);
        if (match.Groups["path"].Success) return new Literal(LiteralKind.Path, match.Groups["path"].Value.TrimEnd('.'), label);
        if (match.Groups["number"].Success) return new Literal(LiteralKind.Number, match.Groups["number"].Value, label);
        if (match.Groups["truth"].Success) return new Literal(LiteralKind.Truth, match.Groups["truth"].Value.ToLowerInvariant(), label);
        return match.Groups["name"].Success ? new Literal(LiteralKind.Name, match.Groups["name"].Value, label) : null;
    }

    private static LiteralKind Classify(string quoted) =>
        quoted.Contains(' ') ? LiteralKind.Quoted
        : quoted.StartsWith("http://", StringComparison.Ordinal) ? LiteralKind.Url
        : quoted.StartsWith("https://", StringComparison.Ordinal) ? LiteralKind.Url
        : quoted.Contains('/') || FileName().IsMatch(quoted) ? LiteralKind.Path
        : LiteralKind.Quoted;

    private static ImmutableArray<string> Label(string text, int at)
    {
        var reach = text[Math.Max(0, at - LabelReach)..at];
        var sentence = reach[(reach.LastIndexOfAny(['\n', ';', '?', '!']) + 1)..];
        return [.. Word.Of(sentence).Reverse().Where(static word => !Connecting.Contains(word)).Take(4)];
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
        | \b(?<truth>true|false)\b
        | \b(in|for|at|of|from|to|about|near|named|called)\s+(?<name>\p{Lu}[\p{L}'’-]+(\s\p{Lu}[\p{L}'’-]+){0,3})
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 2000)]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^[\w-]+\.[a-z][a-z0-9]{0,4}$", RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
