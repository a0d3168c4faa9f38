using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>Ridge regression over the hashed words of prompts, solved by conjugate gradients. Deterministic.</summary>
internal sealed class RidgeModel
{
    /// <summary>Vectors of prompts have length 1, so that this is the number of prompts with one word alone that outweigh the prior.</summary>
    private const double Regularization = 3;

    private const int Iterations = 40;

    private readonly double[] weights;
    private readonly double mean;

    private RidgeModel(double[] weights, double mean) => (this.weights, this.mean) = (weights, mean);

    public static RidgeModel Train(IReadOnlyList<PromptExample> prompts, Func<PromptExample, float> target)
    {
        var average = prompts.Average(prompt => (double)target(prompt));
        var solution = new double[HashedText.Size];
        var residual = Transposed(prompts, [.. prompts.Select(prompt => target(prompt) - average)]);
        var (direction, size) = ((double[])residual.Clone(), Dot(residual, residual));
        for (var iteration = 0; iteration < Iterations && size > 1e-9; iteration++)
        {
            var image = Transposed(prompts, [.. prompts.Select(prompt => Dot(prompt.Vector, direction))]);
            for (var word = 0; word < image.Length; word++) image[word] += Regularization * direction[word];
            var step = size / Dot(direction, image);
            for (var word = 0; word < image.Length; word++)
            {
                solution[word] += step * direction[word];
                residual[word] -= step * image[word];
            }

            var next = Dot(residual, residual);
            for (var word = 0; word < direction.Length; word++) direction[word] = residual[word] + (next / size * direction[word]);
            size = next;
        }

        return new RidgeModel(solution, average);
    }

    public double Score(PromptExample prompt) => mean + Dot(prompt.Vector, weights);

    private static double[] Transposed(IReadOnlyList<PromptExample> prompts, double[] values)
    {
        var sums = new double[HashedText.Size];
        for (var row = 0; row < values.Length; row++)
        {
            foreach (var (word, value) in prompts[row].Vector) sums[word] += value * values[row];
        }

        return sums;
    }

    private static double Dot((ushort Word, float Value)[] vector, double[] values)
    {
        var sum = 0d;
        foreach (var (word, value) in vector) sum += value * values[word];
        return sum;
    }

    private static double Dot(double[] left, double[] right)
    {
        var sum = 0d;
        for (var word = 0; word < left.Length; word++) sum += left[word] * right[word];
        return sum;
    }
}
