using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Answering;

/// <summary>Cuts a text before the first stop sequence in it.</summary>
internal static class StopSequences
{
    public static string Apply(string text, ImmutableArray<string> sequences)
    {
        foreach (var sequence in sequences)
        {
            var at = text.IndexOf(sequence, StringComparison.Ordinal);
            if (at >= 0) text = text[..at];
        }

        return text;
    }
}
