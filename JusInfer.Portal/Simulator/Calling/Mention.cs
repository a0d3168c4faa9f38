using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Reading;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Calling;

/// <summary>A place in the user's text that clearly names an offered tool.</summary>
/// <remarks>
/// Clearly: a name of several words with its words side by side (<c>get_weather</c>, "get weather"); a name of one word where it is
/// quoted, stands beside "tool", or follows "use" or "call", since <c>read</c> or <c>task</c> are also plain words.
/// </remarks>
internal readonly record struct Mention(OfferedTool Tool, int Start, int End)
{
    private static readonly ImmutableHashSet<string> Before = ["use", "using", "call", "calling", "invoke", "via", "tool", "function"];
    private static readonly ImmutableHashSet<string> Denials = ["not", "don", "dont", "never", "without", "avoid", "no"];

    /// <summary>
    /// In order of their places. A shorter name inside a longer one, and a tool that the user does not want, are left out.
    /// </summary>
    public static ImmutableArray<Mention> In(string text, ImmutableArray<Word> words, ImmutableArray<OfferedTool> tools)
    {
        var found = tools.SelectMany(tool => Of(tool, text, words)).ToList();
        return [.. found
            .Where(mention => !found.Exists(other => other.Holds(mention)))
            .DistinctBy(static mention => mention.Start)
            .OrderBy(static mention => mention.Start)];
    }

    private static IEnumerable<Mention> Of(OfferedTool tool, string text, ImmutableArray<Word> words)
    {
        // "github__create_issue": the part after the last double underscore is what people call it
        var space = tool.Name.LastIndexOf("__", StringComparison.Ordinal);
        var names = space < 0 ? [Word.Of(tool.Name)] : new[] { Word.Of(tool.Name), Word.Of(tool.Name[(space + 2)..]) };
        foreach (var name in names.Where(static name => !name.IsEmpty))
        {
            for (var i = 0; i + name.Length <= words.Length; i++)
            {
                if (!Matches(name, text, words, i)) continue;
                var mention = new Mention(tool, words[i].Start, words[i + name.Length - 1].End);
                if ((name.Length > 1 || mention.StandsOut(text, words, i)) && !IsDenied(text, words, i)) yield return mention;
            }
        }
    }

    private static bool Matches(ImmutableArray<string> name, string text, ImmutableArray<Word> words, int at)
    {
        for (var k = 0; k < name.Length; k++)
        {
            if (words[at + k].Text != name[k]) return false;
            if (k > 0 && !IsJoint(text.AsSpan()[words[at + k - 1].End..words[at + k].Start])) return false;
        }

        return !ContinuesName(text, words[at].Start - 1) && !ContinuesName(text, words[at + name.Length - 1].End);
    }

    private static bool IsJoint(ReadOnlySpan<char> gap) => gap.Length <= 2 && gap.IndexOfAnyExcept(" _-./") < 0;

    private static bool ContinuesName(string text, int at) => at >= 0 && at < text.Length && text[at] is '_' or '-';

    private bool StandsOut(string text, ImmutableArray<Word> words, int at)
    {
        if (Start > 0 && End < text.Length && text[Start - 1] is '`' or '"' or '\'' && text[End] == text[Start - 1]) return true;
        var previous = at > 0 && words[at - 1].Text is "the" ? at - 2 : at - 1;
        return (previous >= 0 && Before.Contains(words[previous].Text))
            || (at + 1 < words.Length && words[at + 1].Text is "tool" or "function");
    }

    /// <summary>A denial stands up to four words before the name, in the same clause.</summary>
    private static bool IsDenied(string text, ImmutableArray<Word> words, int at)
    {
        for (var i = at - 1; i >= 0 && i >= at - 4 && !text.AsSpan()[words[i].End..words[i + 1].Start].ContainsAny(",.;:\n"); i--)
        {
            if (Denials.Contains(words[i].Text)) return true;
        }

        return false;
    }

    private bool Holds(Mention other) => Start <= other.Start && other.End <= End && End - Start > other.End - other.Start;
}
