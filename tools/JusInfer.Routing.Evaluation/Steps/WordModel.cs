using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Trains the linear model over hashed words: logistic regression with AdaGrad, in a fixed order of examples.</summary>
internal sealed class WordModel
{
    private const int Epochs = 4;
    private const double Rate = 0.15, Decay = 2e-5;

    private readonly double[] weights = new double[HashedText.Size];
    private double bias;

    public static WordModel Train(IReadOnlyList<StepExample> examples)
    {
        var model = new WordModel();
        var (squares, biasSquare, random) = (new double[HashedText.Size], 1d, new Random(1));
        var order = Enumerable.Range(0, examples.Count).ToArray();
        Array.Fill(squares, 1);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var index in order)
            {
                var example = examples[index];
                var gradient = (1 / (1 + Math.Exp(-model.Score(example.Words)))) - (example.ChangesFiles ? 1 : 0);
                var share = example.Words.Length == 0 ? 0 : gradient / Math.Sqrt(example.Words.Length);
                foreach (var word in example.Words)
                {
                    var step = share + (Decay * model.weights[word]);
                    squares[word] += step * step;
                    model.weights[word] -= Rate * step / Math.Sqrt(squares[word]) * 4;
                }

                biasSquare += gradient * gradient;
                model.bias -= Rate * gradient / Math.Sqrt(biasSquare);
            }
        }

        return model;
    }

    public double Score(ushort[] words)
    {
        var sum = 0d;
        foreach (var word in words) sum += weights[word];
        return bias + (words.Length == 0 ? 0 : sum / Math.Sqrt(words.Length));
    }

    /// <summary>The weights in one byte each, with their unit and the bias.</summary>
    public (ImmutableArray<sbyte> Weights, float Scale, float Bias) Quantize()
    {
        // The largest thousandth of the weights is cut, so that the others keep their precision.
        var largest = weights.Select(Math.Abs).Order().ElementAt((int)(HashedText.Size * 0.999));
        var scale = Math.Max(largest, 1e-6) / sbyte.MaxValue;
        return ([.. weights.Select(weight => (sbyte)Math.Clamp(Math.Round(weight / scale), -sbyte.MaxValue, sbyte.MaxValue))], (float)scale, (float)bias);
    }
}
