using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>A trained method: linear models of the texts, and trees over the features and their scores.</summary>
internal sealed record TrainedSteps(StepMethod Method, ImmutableArray<WordScores> Words, BoostedTrees Trees)
{
    public double Predict(StepExample step) => Trees.Probability(Method.Features(step.Features, [.. Words.Select((words, text) => Score(words, Method.Texts[text].Words(step)))]));

    public TrainedSteps With(Calibration calibration) => this with { Trees = calibration.Of(Trees) };

    /// <summary>The head of the gateway without the cost of a miss, if the method is <see cref="StepMethod.Shipped"/>.</summary>
    public StepClassifier ToHead() => new() { Result = Words[0], Turn = Words[1], Base = Trees.Base, Trees = Trees.Trees, MissCost = 0 };

    /// <summary>The score of words as they are, with repetitions.</summary>
    private static float Score(WordScores scores, ushort[] words)
    {
        var sum = 0;
        foreach (var word in words) sum += scores.Weights[word];
        return scores.Bias + (words.Length == 0 ? 0 : sum * scores.Scale / MathF.Sqrt(words.Length));
    }
}
