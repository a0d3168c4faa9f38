using JusInfer.Portal.Simulator.Answering;
using JusInfer.Portal.Simulator.Wording;

namespace JusInfer.Portal.Simulator.Writing;

/// <summary>Parts text as a model's stream does.</summary>
internal static class Pieces
{
    private const int WordsAtOnce = 3;
    private const int ArgumentsAtOnce = 24;

    /// <summary>A few words each, with the white space behind them; together they are the text.</summary>
    public static IEnumerable<string> OfText(string text)
    {
        var (start, words) = (0, 0);
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i - 1]) || char.IsWhiteSpace(text[i]) || ++words < WordsAtOnce) continue;
            yield return text[start..i];
            (start, words) = (i, 0);
        }

        if (start < text.Length) yield return text[start..];
    }

    public static IEnumerable<string> OfArguments(string arguments)
    {
        while (arguments.Length > 0)
        {
            var piece = Cut.Start(arguments, ArgumentsAtOnce);
            arguments = arguments[piece.Length..];
            yield return piece;
        }
    }

    public static int Count(Choice answer) =>
        OfText(answer.Text).Count() + answer.Calls.Sum(static call => 1 + OfArguments(call.Arguments).Count());
}
