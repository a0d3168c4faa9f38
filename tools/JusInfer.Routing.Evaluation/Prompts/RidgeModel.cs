namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>Ridge regression over the hashed words of prompts, solved by conjugate gradients. Deterministic.</summary>
internal sealed class RidgeModel
{
    /// <summary>Vectors of prompts have length 1, so that this is the number of prompts with one word alone that outweigh the prior.</summary>
    private const double Regularization = 10;

    private const int Iterations = 25;

    private readonly double[] weights;
    private readonly double mean;

    private RidgeModel(double[] weights, double mean) => (this.weights, this.mean) = (weights, mean);

    /// <param name="vectors">The words of the prompts, by <see cref="WordRarity"/>.</param>
    /// <param name="targets">The value to estimate for each.</param>
    public static RidgeModel Train((ushort Word, float Value)[][] vectors, float[] targets)
    {
        var average = targets.Average(static target => (double)target);
        var solution = new double[PromptWords.Size];
        var residual = Transposed(vectors, [.. targets.Select(target => target - average)]);
        var (direction, size) = ((double[])residual.Clone(), Dot(residual, residual));
        for (var iteration = 0; iteration < Iterations && size > 1e-9; iteration++)
        {
            var image = Transposed(vectors, [.. vectors.Select(vector => Dot(vector, direction))]);
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

    public double Score((ushort Word, float Value)[] vector) => mean + Dot(vector, weights);

    private static double[] Transposed((ushort Word, float Value)[][] vectors, double[] values)
    {
        var sums = new double[PromptWords.Size];
        for (var row = 0; row < values.Length; row++)
        {
            foreach (var (word, value) in vectors[row]) sums[word] += value * values[row];
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
