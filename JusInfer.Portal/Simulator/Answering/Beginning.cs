using JusInfer.Portal.Simulator.Reading;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>What of an answer is left to say where the conversation ends with its beginning.</summary>
internal static class Beginning
{
    /// <param name="text">The whole answer.</param>
    /// <param name="turn">The turn that it answers.</param>
    /// <param name="anchor">What is to be repeated first; empty where nothing is.</param>
    /// <returns>The rest; the whole, where it began in other words, as another model's answer did.</returns>
    public static string Leave(string text, OpenTurn turn, string anchor)
    {
        var isBegun = turn.Prefill.Length > 0 && text.StartsWith(turn.Prefill, StringComparison.Ordinal);
        var rest = isBegun ? text[turn.Prefill.Length..] : text;
        return anchor.Length == 0 ? rest : isBegun ? anchor + rest : $"{anchor}\n\n{rest}";
    }
}
