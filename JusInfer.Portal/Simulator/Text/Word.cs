using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Text;

/// <summary>A word of a text, in lower case, and its position.</summary>
internal readonly record struct Word(string Text, int Start, int End)
{
    /// <summary>
    /// Splits a text into runs of letters and digits. <c>camelCase</c>, <c>snake_case</c> and <c>HTMLPage</c> are two words each.
    /// </summary>
    public static ImmutableArray<Word> Split(string text)
    {
        var words = ImmutableArray.CreateBuilder<Word>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (start >= 0 && (!inWord || StartsCamelCaseWord(text, i)))
            {
                words.Add(new Word(text[start..i].ToLowerInvariant(), start, i));
                start = -1;
            }

            if (inWord && start < 0) start = i;
        }

        return words.ToImmutable();
    }

    public static ImmutableArray<string> WordsOf(string name) => [.. Split(name).Select(static word => word.Text)];

    private static bool StartsCamelCaseWord(string text, int i) =>
        char.IsUpper(text[i]) && (char.IsLower(text[i - 1]) || char.IsDigit(text[i - 1])
            || (i + 1 < text.Length && char.IsLower(text[i + 1]) && char.IsUpper(text[i - 1])));
}
