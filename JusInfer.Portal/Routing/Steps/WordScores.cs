using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>A linear model over the words of a text, <see cref="HashedText"/>. Each word counts once, so that a long listing does not outweigh what is said in a line.</summary>
/// <param name="Weights">The weight of each word, in units of the scale.</param>
/// <param name="Scale">The value of one unit.</param>
/// <param name="Bias">The score of a text without words.</param>
internal sealed record WordScores(ImmutableArray<sbyte> Weights, float Scale, float Bias)
{
    /// <param name="words">The indices of the words, which may repeat. They are overwritten.</param>
    public float Score(Span<ushort> words)
    {
        var (sum, count) = (0, HashedText.KeepFirst(words));
        foreach (var word in words[..count]) sum += Weights[word];
        return Bias + (count == 0 ? 0 : sum * Scale / MathF.Sqrt(count));
    }
}
