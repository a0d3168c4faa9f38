namespace JusInfer.Portal.Usage.Feedback;

/// <summary>A number of successes, and its Wilson score interval of 95 %.</summary>
/// <param name="Successes">The successes.</param>
/// <param name="Trials">The trials.</param>
internal readonly record struct Proportion(int Successes, int Trials)
{
    /// <summary>The 97.5th percentile of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    public double Share => Trials == 0 ? 0 : (double)Successes / Trials;

    /// <summary>The bounds of the interval; 0 to 1 without a trial.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            if (Trials == 0) return (0, 1);
            var (n, p, square) = ((double)Trials, Share, Z * Z);
            var (middle, half) = ((2 * n * p) + square, Z * Math.Sqrt(square + (4 * n * p * (1 - p))));
            return (Math.Max(0, (middle - half) / (2 * (n + square))), Math.Min(1, (middle + half) / (2 * (n + square))));
        }
    }

    /// <summary>
    /// The difference to another share, with the interval of 95 % that combines both Wilson intervals: method 10 of R. G. Newcombe, "Interval estimation for the
    /// difference between independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890. Unlike the textbook interval it keeps
    /// its coverage for small numbers and for shares near 0 and 1.
    /// </summary>
    public static ShareDifference Difference(Proportion first, Proportion second)
    {
        var ((low1, high1), (low2, high2), difference) = (first.Interval, second.Interval, first.Share - second.Share);
        return new ShareDifference(
            difference,
            difference - Math.Sqrt(Square(first.Share - low1) + Square(high2 - second.Share)),
            difference + Math.Sqrt(Square(high1 - first.Share) + Square(second.Share - low2)));

        static double Square(double value) => value * value;
    }
}

/// <summary>The difference of two shares with the bounds of its interval of 95 %.</summary>
internal readonly record struct ShareDifference(double Value, double Low, double High);
