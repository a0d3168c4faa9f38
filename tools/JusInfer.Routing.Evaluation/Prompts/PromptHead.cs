using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// Estimates from a prompt alone how likely a small and a large model are to answer it well: trees over <see cref="PromptFeatures"/> and the scores of its words. The
/// order of prompts follows the difference of both, not the difficulty: a prompt that both fail is not worth the large model.
/// </summary>
internal sealed class PromptHead
{
    private const int Trees = 100;

    private readonly WordScores words;
    private readonly (float Base, ImmutableArray<ImmutableArray<TreeNode>> Trees) small;
    private readonly (float Base, ImmutableArray<ImmutableArray<TreeNode>> Trees) large;

    private PromptHead(IReadOnlyList<PromptExample> prompts)
    {
        // The scores of words that the trees are trained with come from models that have not seen the prompt.
        var unseen = new (float, float, float)[prompts.Count];
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            var model = new WordScores([.. prompts.Where(prompt => prompt.InnerFold != fold)]);
            for (var index = 0; index < prompts.Count; index++)
            {
                if (prompts[index].InnerFold == fold) unseen[index] = model.Of(prompts[index]);
            }
        }

        words = new WordScores(prompts);
        float[][] features = [.. prompts.Select((prompt, index) => WithWords(prompt, unseen[index]))];
        small = TreeTrainer.Train(features, [.. prompts.Select(static prompt => prompt.Small >= 0.5f)], Trees);
        large = TreeTrainer.Train(features, [.. prompts.Select(static prompt => prompt.Large >= 0.5f)], Trees);
    }

    public static PromptHead Train(IReadOnlyList<PromptExample> prompts) => new(prompts);

    public PromptEstimate Of(PromptExample prompt)
    {
        var scores = words.Of(prompt);
        var features = WithWords(prompt, scores);
        return new PromptEstimate(Probability(small, features), Probability(large, features), scores.Gain);
    }

    private static float[] WithWords(PromptExample prompt, (float Small, float Large, float Gain) scores)
    {
        var features = prompt.Features.ToArray();
        (features[^3], features[^2], features[^1]) = scores;
        return features;
    }

    private static double Probability((float Base, ImmutableArray<ImmutableArray<TreeNode>> Trees) model, float[] features) => new StepHead
    {
        Words = [],
        WordScale = 0,
        WordBias = 0,
        Base = model.Base,
        Trees = model.Trees,
        MissCost = 0,
    }.Predict(features);

    /// <summary>Linear models over the hashed words.</summary>
    private sealed class WordScores
    {
        private readonly WordRarity rarity;
        private readonly RidgeModel small, large, gain;

        public WordScores(IReadOnlyList<PromptExample> prompts)
        {
            rarity = new WordRarity(prompts);
            (ushort, float)[][] vectors = [.. prompts.Select(rarity.Vector)];
            small = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Small)]);
            large = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Large)]);
            gain = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Gain)]);
        }

        public (float Small, float Large, float Gain) Of(PromptExample prompt)
        {
            var vector = rarity.Vector(prompt);
            return ((float)small.Score(vector), (float)large.Score(vector), (float)gain.Score(vector));
        }
    }
}

/// <summary>The estimates for a prompt.</summary>
/// <param name="Small">The probability that the small model answers well.</param>
/// <param name="Large">The probability that the large model does.</param>
/// <param name="Words">The gain by the words alone.</param>
internal readonly record struct PromptEstimate(double Small, double Large, double Words)
{
    public double Gain => Large - Small;
}
