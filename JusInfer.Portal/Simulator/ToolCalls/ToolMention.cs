using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Requests;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.ToolCalls;

/// <summary>A position in the user's text that names a tool of the request.</summary>
/// <remarks>
/// A name of several words matches if the words are adjacent: <c>get_weather</c>, "get weather". A name of one word, such as <c>read</c> or
/// <c>task</c>, is also an ordinary word. It matches only if it is quoted, next to "tool", or preceded by "use" or "call".
/// </remarks>
internal readonly record struct ToolMention(ToolDefinition Tool, int Start, int End)
{
    private static readonly ImmutableHashSet<string> PrecedingWords =
        ["use", "using", "call", "calling", "invoke", "via", "tool", "function"];

    private static readonly ImmutableHashSet<string> NegationWords = ["not", "don", "dont", "never", "without", "avoid", "no"];

    /// <summary>
    /// Finds all mentions, in text order, except names inside longer names and negated mentions ("do not use get_weather").
    /// </summary>
    public static ImmutableArray<ToolMention> FindAll(string text, ImmutableArray<Word> words, ImmutableArray<ToolDefinition> tools)
    {
        var found = tools.SelectMany(tool => FindTool(tool, text, words)).ToList();
        return [.. found
            .Where(mention => !found.Exists(other => other.Contains(mention)))
            .DistinctBy(static mention => mention.Start)
            .OrderBy(static mention => mention.Start)];
    }

    private static IEnumerable<ToolMention> FindTool(ToolDefinition tool, string text, ImmutableArray<Word> words)
    {
        // In "github__create_issue", users name the part after the last double underscore.
        var prefixEnd = tool.Name.LastIndexOf("__", StringComparison.Ordinal);
        ImmutableArray<string>[] names = prefixEnd < 0
            ? [Word.WordsOf(tool.Name)]
            : [Word.WordsOf(tool.Name), Word.WordsOf(tool.Name[(prefixEnd + 2)..])];
        foreach (var name in names.Where(static name => !name.IsEmpty))
        {
            for (var i = 0; i + name.Length <= words.Length; i++)
            {
                if (!Matches(name, text, words, i)) continue;
                var mention = new ToolMention(tool, words[i].Start, words[i + name.Length - 1].End);
                if ((name.Length > 1 || mention.IsExplicit(text, words, i)) && !IsNegated(text, words, i)) yield return mention;
            }
        }
    }

    private static bool Matches(ImmutableArray<string> name, string text, ImmutableArray<Word> words, int at)
    {
        for (var k = 0; k < name.Length; k++)
        {
            if (words[at + k].Text != name[k]) return false;
            if (k > 0 && !IsSeparator(text.AsSpan()[words[at + k - 1].End..words[at + k].Start])) return false;
        }

        return !ContinuesName(text, words[at].Start - 1) && !ContinuesName(text, words[at + name.Length - 1].End);
    }

    private static bool IsSeparator(ReadOnlySpan<char> gap) => gap.Length <= 2 && gap.IndexOfAnyExcept(" _-./") < 0;

    private static bool ContinuesName(string text, int at) => at >= 0 && at < text.Length && text[at] is '_' or '-';

    private bool IsExplicit(string text, ImmutableArray<Word> words, int at)
    {
        if (Start > 0 && End < text.Length && text[Start - 1] is '`' or '"' or '\'' && text[End] == text[Start - 1]) return true;
        var previous = at > 0 && words[at - 1].Text is "the" ? at - 2 : at - 1;
        return (previous >= 0 && PrecedingWords.Contains(words[previous].Text))
            || (at + 1 < words.Length && words[at + 1].Text is "tool" or "function");
    }

    /// <summary>A negation is at most four words before the name, in the same clause.</summary>
    private static bool IsNegated(string text, ImmutableArray<Word> words, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 4 && !text.AsSpan()[words[i].End..words[i + 1].Start].ContainsAny(",.;:\n"); i--)
        {
            if (NegationWords.Contains(words[i].Text)) return true;
        }

        return false;
    }

    private bool Contains(ToolMention other) => Start <= other.Start && other.End <= End && End - Start > other.End - other.Start;
}
