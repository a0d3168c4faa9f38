using JusInfer.Portal.Simulator.Completions;
using JusInfer.Portal.Simulator.Text;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>Splits text and tool call arguments into the fragments of a stream.</summary>
internal static class ContentFragments
{
    private const int WordsPerFragment = 3;
    private const int CharactersPerFragment = 24;

    /// <summary>Fragments of a few words each, with the white space after them. Joined, they are the text.</summary>
    public static IEnumerable<string> OfText(string text)
    {
        var (start, words) = (0, 0);
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i - 1]) || char.IsWhiteSpace(text[i]) || ++words < WordsPerFragment) continue;
            yield return text[start..i];
            (start, words) = (i, 0);
        }

        if (start < text.Length) yield return text[start..];
    }

    public static IEnumerable<string> OfArguments(string arguments)
    {
        while (arguments.Length > 0)
        {
            var fragment = TextTruncation.Start(arguments, CharactersPerFragment);
            arguments = arguments[fragment.Length..];
            yield return fragment;
        }
    }

    public static int Count(Choice choice) =>
        OfText(choice.Text).Count() + choice.Calls.Sum(static call => 1 + OfArguments(call.Arguments).Count());
}
