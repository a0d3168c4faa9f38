using JusInfer.Portal.Simulator.Requests;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>
/// Removes the part of an answer that the conversation already contains, so that the simulator continues a prefilled answer.
/// </summary>
internal static class ResponsePrefix
{
    /// <param name="text">The complete answer.</param>
    /// <param name="turn">The turn that it answers; its prefill is removed.</param>
    /// <param name="anchor">The text that the answer has to repeat first; empty if it has to repeat nothing.</param>
    /// <returns>
    /// The anchor and the rest of the answer. The complete answer if the prefill is different text, for example another model's.
    /// </returns>
    public static string Remove(string text, CurrentTurn turn, string anchor)
    {
        var hasPrefill = turn.Prefill.Length > 0 && text.StartsWith(turn.Prefill, StringComparison.Ordinal);
        var rest = hasPrefill ? text[turn.Prefill.Length..] : text;
        return anchor.Length == 0 ? rest : hasPrefill ? anchor + rest : $"{anchor}\n\n{rest}";
    }
}
