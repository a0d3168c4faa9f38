using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// The method of the earlier research, as a floor on the same prompts and folds: two logistic regressions and a ridge regression on the gain over 2^14 hashed words and pairs,
/// whose scores of unseen prompts feed histogram trees of 15 leaves with 24 features of the form. It does not say whether the trees estimate the gain
/// or both models, so both are here; where it leaves a setting open, that of this repository is used.
/// </summary>
internal sealed class EarlierPromptHead
{
    private const int TableSize = 1 << 14;

    private static readonly TreeOptions Shape = TreeOptions.Earlier with { StopsEarly = true };

    private readonly Words words;
    private readonly BoostedTrees gain;
    private readonly BoostedTrees small;
    private readonly BoostedTrees large;

    public EarlierPromptHead(IReadOnlyList<PromptExample> prompts)
    {
        var unseen = new float[prompts.Count][];
        for (var fold = 0; fold < Folds.Count; fold++)
        {
            var model = new Words([.. prompts.Where(prompt => prompt.InnerFold != fold)]);
            for (var index = 0; index < prompts.Count; index++)
            {
                if (prompts[index].InnerFold == fold) unseen[index] = model.Of(prompts[index]);
            }
        }

        words = new Words(prompts);
        float[][] features = [.. prompts.Select((prompt, index) => Features(prompt, unseen[index]))];
        gain = TreeTrainer.Train(Shape, TreeTarget.Mean, features, [.. prompts.Select(static prompt => prompt.Gain)]);
        small = TreeTrainer.Train(Shape, TreeTarget.LogOdds, features, [.. prompts.Select(static prompt => prompt.Small >= 0.5f ? 1f : 0f)]);
        large = TreeTrainer.Train(Shape, TreeTarget.LogOdds, features, [.. prompts.Select(static prompt => prompt.Large >= 0.5f ? 1f : 0f)]);
    }

    public EarlierEstimate Of(PromptExample prompt)
    {
        var scores = words.Of(prompt);
        var features = Features(prompt, scores);
        return new EarlierEstimate(scores[^1], gain.Estimate(features), large.Probability(features) - small.Probability(features));
    }

    private static float[] Features(PromptExample prompt, float[] scores) => [.. prompt.Features.AsSpan(0, PromptFeatures.Earlier), .. scores];

    private sealed class Words
    {
        private readonly LogisticModel small, large;
        private readonly RidgeModel gain;

        public Words(IReadOnlyList<PromptExample> prompts)
        {
            (ushort, float)[][] vectors = [.. prompts.Select(Vector)];
            small = LogisticModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Small)]);
            large = LogisticModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Large)]);
            gain = RidgeModel.Train(vectors, [.. prompts.Select(static prompt => prompt.Gain)]);
        }

        /// <returns>The scores, that of the gain last.</returns>
        public float[] Of(PromptExample prompt)
        {
            var vector = Vector(prompt);
            return [(float)small.Score(vector), (float)large.Score(vector), (float)gain.Score(vector)];
        }

        /// <summary>The words of the prompt in the smaller table, as a vector of length 1. Those of the tools are not among them.</summary>
        private static (ushort Word, float Value)[] Vector(PromptExample prompt)
        {
            var length = MathF.Sqrt(prompt.TextWords.Sum(static word => word.Frequency * word.Frequency)) + 1e-6f;
            return [.. prompt.TextWords.Select(word => ((ushort)(word.Word % TableSize), word.Frequency / length))];
        }
    }
}

/// <summary>The gain of a prompt by the methods of the earlier research.</summary>
/// <param name="Ridge">By the words alone.</param>
/// <param name="Stack">By trees that estimate it.</param>
/// <param name="TwoHeads">By the difference of trees for each model.</param>
internal readonly record struct EarlierEstimate(double Ridge, double Stack, double TwoHeads);
