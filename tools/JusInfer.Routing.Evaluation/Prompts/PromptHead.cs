using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// Estimates from a prompt alone how likely a small and a large model are to answer it well: trees over <see cref="PromptFeatures"/>, with the scores of its words and the
/// answers to similar prompts. The order of prompts follows the gain, not the difficulty: a prompt that both fail is not worth the large model. The gain is the average of
/// three estimates with different errors: the difference of both models, trees that estimate the gain itself, and the words alone. Nothing is weighted or chosen by results.
/// </summary>
internal sealed class PromptHead
{
    private static readonly TreeOptions Shape = new() { Trees = 150, Bins = 64, Leaves = 12, MinRows = 40, Rate = 0.05, Regularization = 3, Features = 0.5 };

    private readonly Texts texts;
    private readonly BoostedTrees small;
    private readonly BoostedTrees large;
    private readonly BoostedTrees gain;

    private PromptHead(IReadOnlyList<PromptExample> prompts)
    {
        // The scores that the trees are trained with come from models that have not seen the prompt.
        var unseen = new TextScores[prompts.Count];
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            var model = new Texts([.. prompts.Where(prompt => prompt.InnerFold != fold)]);
            for (var index = 0; index < prompts.Count; index++)
            {
                if (prompts[index].InnerFold == fold) unseen[index] = model.Of(prompts[index]);
            }
        }

        texts = new Texts(prompts);
        float[][] features = [.. prompts.Select((prompt, index) => Features(prompt, unseen[index]))];
        small = TreeTrainer.Train(Shape, TreeTarget.LogOdds, features, [.. prompts.Select(static prompt => prompt.Small >= 0.5f ? 1f : 0f)]);
        large = TreeTrainer.Train(Shape, TreeTarget.LogOdds, features, [.. prompts.Select(static prompt => prompt.Large >= 0.5f ? 1f : 0f)]);
        gain = TreeTrainer.Train(Shape, TreeTarget.Mean, features, [.. prompts.Select(static prompt => prompt.Gain)]);
    }

    public static PromptHead Train(IReadOnlyList<PromptExample> prompts) => new(prompts);

    public PromptEstimate Of(PromptExample prompt)
    {
        var scores = texts.Of(prompt);
        var features = Features(prompt, scores);
        var (onSmall, onLarge) = (small.Probability(features), large.Probability(features));
        return new PromptEstimate(onSmall, (onLarge - onSmall + gain.Estimate(features) + scores.Gain) / 3, scores.Gain, scores.NearLarge - scores.NearSmall);
    }

    private static float[] Features(PromptExample prompt, TextScores scores)
    {
        var features = prompt.Features.ToArray();
        ((float[])[scores.Small, scores.Large, scores.Average, scores.Gain, scores.NearSmall, scores.NearLarge]).CopyTo(features, features.Length - PromptFeatures.Scores);
        return features;
    }

    /// <summary>Linear models over the hashed words, and the most similar prompts.</summary>
    private sealed class Texts
    {
        private readonly WordRarity rarity;
        private readonly RidgeModel small, large, average, gain;
        private readonly NearestPrompts nearest;

        public Texts(IReadOnlyList<PromptExample> prompts)
        {
            rarity = new WordRarity(prompts);
            (ushort, float)[][] vectors = [.. prompts.Select(rarity.Vector)];
            small = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Small)]);
            large = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Large)]);
            average = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Average)]);
            gain = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Gain)]);
            nearest = new NearestPrompts(prompts, rarity);
        }

        public TextScores Of(PromptExample prompt)
        {
            var vector = rarity.Vector(prompt);
            var (nearSmall, nearLarge) = nearest.Of(prompt);
            return new TextScores((float)small.Score(vector), (float)large.Score(vector), (float)average.Score(vector), (float)gain.Score(vector), nearSmall, nearLarge);
        }
    }

    private readonly record struct TextScores(float Small, float Large, float Average, float Gain, float NearSmall, float NearLarge);
}

/// <summary>The estimates for a prompt.</summary>
/// <param name="Small">The probability that the small model answers well.</param>
/// <param name="Gain">How much better the large model answers.</param>
/// <param name="Words">The gain by the words alone.</param>
/// <param name="Nearest">The gain of the most similar prompts.</param>
internal readonly record struct PromptEstimate(double Small, double Gain, double Words, double Nearest);
