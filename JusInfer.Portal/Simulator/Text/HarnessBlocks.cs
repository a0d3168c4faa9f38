using System.Buffers;
using System.Text;

namespace JusInfer.Portal.Simulator.Text;

/// <summary>
/// Removes the blocks that an agent's harness adds to the user's text, for example
/// <c>&lt;system-reminder&gt;…&lt;/system-reminder&gt;</c>. They name tools and files that the user did not ask for.
/// </summary>
internal static class HarnessBlocks
{
    /// <summary>The maximum number of unclosed blocks. Each costs a search through the rest of the text.</summary>
    private const int MaxUnclosedBlocks = 64;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-_");

    public static string Remove(string text)
    {
        var kept = new StringBuilder();
        var (from, at, unclosed) = (0, 0, 0);
        while (unclosed < MaxUnclosedBlocks && (at = text.IndexOf('<', at)) >= 0)
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
                unclosed++;
                at++;
                continue;
            }

            kept.Append(text, from, at - from);
            from = at = end + closing.Length;
        }

        return kept.Append(text, from, text.Length - from).ToString().Trim();
    }

    /// <summary>
    /// The name of a block; it has several words, for example <c>turn-context</c>. A single word is HTML or the user's own tag.
    /// </summary>
    private static ReadOnlySpan<char> BlockName(ReadOnlySpan<char> text)
    {
        var length = text.IndexOf('>');
        if (length is < 3 or > 40) return [];
        var name = text[..length];
        return name.ContainsAny('-', '_') && name.IndexOfAnyExcept(NameCharacters) < 0 ? name : [];
    }
}
