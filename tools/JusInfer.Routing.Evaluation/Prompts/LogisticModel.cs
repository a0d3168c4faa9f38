namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>Logistic regression over the hashed words of prompts with AdaGrad, in a fixed order of examples.</summary>
internal sealed class LogisticModel
{
    private const int Epochs = 6;
    private const double Rate = 0.5, Decay = 2e-5;

    private readonly double[] weights = new double[PromptWords.Size];
    private double bias;

    /// <param name="vectors">The words of the prompts.</param>
    /// <param name="targets">The probability to estimate for each, 0 to 1.</param>
    public static LogisticModel Train((ushort Word, float Value)[][] vectors, float[] targets)
    {
        var model = new LogisticModel();
        var (squares, biasSquare, random) = (new double[PromptWords.Size], 1d, new Random(1));
        var order = Enumerable.Range(0, vectors.Length).ToArray();
        Array.Fill(squares, 1);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var index in order)
            {
                var gradient = (1 / (1 + Math.Exp(-model.Score(vectors[index])))) - targets[index];
                foreach (var (word, value) in vectors[index])
                {
                    var step = (gradient * value) + (Decay * model.weights[word]);
                    squares[word] += step * step;
                    model.weights[word] -= Rate * step / Math.Sqrt(squares[word]);
                }

                biasSquare += gradient * gradient;
                model.bias -= Rate * gradient / Math.Sqrt(biasSquare);
            }
        }

        return model;
    }

    /// <summary>The log-odds.</summary>
    public double Score((ushort Word, float Value)[] vector)
    {
        var sum = bias;
        foreach (var (word, value) in vector) sum += weights[word] * value;
        return sum;
    }
}
