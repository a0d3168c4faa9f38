using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Trains the linear model over hashed words: logistic regression with AdaGrad, in a fixed order of examples.</summary>
internal sealed class WordModel
{
    private const int Epochs = 4;
    private const double Rate = 0.15, Decay = 2e-5;

    private readonly double[] weights;
    private double bias;

    private WordModel(int size) => weights = new double[size];

    public static WordModel Train(StepText text, IReadOnlyList<StepExample> examples)
    {
        var model = new WordModel(text.Size);
        var (squares, biasSquare, random) = (new double[text.Size], 1d, new Random(1));
        var order = Enumerable.Range(0, examples.Count).ToArray();
        Array.Fill(squares, 1);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var index in order)
            {
                var example = examples[index];
                var words = text.Words(example);
                var gradient = (1 / (1 + Math.Exp(-model.Score(words)))) - (example.ChangesFiles ? 1 : 0);
                var share = words.Length == 0 ? 0 : gradient / Math.Sqrt(words.Length);
                foreach (var word in words)
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

    /// <summary>The weights in one byte each.</summary>
    public WordScores Quantize()
    {
        // The largest thousandth of the weights is cut, so that the others keep their precision.
        var largest = weights.Select(Math.Abs).Order().ElementAt((int)(weights.Length * 0.999));
        var scale = Math.Max(largest, 1e-6) / sbyte.MaxValue;
        return new WordScores([.. weights.Select(weight => (sbyte)Math.Clamp(Math.Round(weight / scale), -sbyte.MaxValue, sbyte.MaxValue))], (float)scale, (float)bias);
    }
}
