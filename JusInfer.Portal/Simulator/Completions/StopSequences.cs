using System.Collections.Immutable;

namespace JusInfer.Portal.Simulator.Completions;

/// <summary>Truncates a text before the first stop sequence in it.</summary>
internal static class StopSequences
{
    public static string Apply(string text, ImmutableArray<string> sequences)
    {
        foreach (var sequence in sequences)
        {
            var index = text.IndexOf(sequence, StringComparison.Ordinal);
            if (index >= 0) text = text[..index];
        }

        return text;
    }
}
