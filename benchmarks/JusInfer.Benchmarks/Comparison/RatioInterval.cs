namespace JusInfer.Benchmarks.Comparison;

/// <summary>The ratio of two builds, of which each round gave one value, with its confidence interval.</summary>
/// <param name="Ratio">The geometric mean of the rounds.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct RatioInterval(double Ratio, double Low, double High)
{
    /// <summary>
    /// The 99.5 % quantiles of Student's t distribution for 1 degree of freedom and more, for an interval of 99 %: with four ratios, one
    /// comparison in 25 of a build with itself finds a change.
    /// </summary>
    private static readonly double[] Quantiles =
    [
        63.657, 9.925, 5.841, 4.604, 4.032, 3.707, 3.499, 3.355, 3.250, 3.169, 3.106, 3.055, 3.012, 2.977, 2.947, 2.921, 2.898, 2.878,
        2.861, 2.845,
    ];

    /// <summary>Whether the interval excludes 1.</summary>
    public bool IsChanged => Low > 1 || High < 1;

    /// <param name="ratios">At least two.</param>
    public static RatioInterval From(IReadOnlyList<double> ratios)
    {
        var logarithms = ratios.Select(static ratio => Math.Log(ratio)).ToList();
        var mean = logarithms.Average();
        var variance = logarithms.Sum(value => (value - mean) * (value - mean)) / (logarithms.Count - 1);
        var half = Quantiles[Math.Min(logarithms.Count - 1, Quantiles.Length) - 1] * Math.Sqrt(variance / logarithms.Count);
        return new RatioInterval(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }
}
