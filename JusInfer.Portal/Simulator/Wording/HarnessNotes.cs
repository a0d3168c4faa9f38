using System.Buffers;
using System.Text;

namespace JusInfer.Portal.Simulator.Wording;

/// <summary>
/// What an agent's harness adds to the user's words: blocks such as <c>&lt;system-reminder&gt;…&lt;/system-reminder&gt;</c>. They name
/// tools and files that the user did not ask for, so they are left out where the user's wish is read.
/// </summary>
internal static class HarnessNotes
{
    /// <summary>Blocks that stand open cost a search through the rest of the text; more than this many are not looked for.</summary>
    private const int MaxOpen = 64;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-_");

    public static string Remove(string text)
    {
        var kept = new StringBuilder();
        var (from, at, open) = (0, 0, 0);
        while (open < MaxOpen && (at = text.IndexOf('<', at)) >= 0)
        {
            var name = BlockName(text.AsSpan(at + 1));
            if (name.IsEmpty)
            {
                at++;
                continue;
            }

            var closing = $"</{name}>";
            var end = text.IndexOf(closing, at, StringComparison.Ordinal);
            if (end < 0)
            {
                open++;
                at++;
                continue;
            }

            kept.Append(text, from, at - from);
            from = at = end + closing.Length;
        }

        return kept.Append(text, from, text.Length - from).ToString().Trim();
    }

    /// <summary>A block's name is of several words, <c>turn-context</c>; a single word is HTML or the user's own.</summary>
    private static ReadOnlySpan<char> BlockName(ReadOnlySpan<char> text)
    {
        var length = text.IndexOf('>');
        if (length is < 3 or > 40) return [];
        var name = text[..length];
        return name.ContainsAny('-', '_') && name.IndexOfAnyExcept(NameCharacters) < 0 ? name : [];
    }
}
