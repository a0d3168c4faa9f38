namespace JusInfer.Routing.Evaluation;

/// <summary>Intervals of a statistic by resampling of independent clusters, with a fixed seed.</summary>
internal static class Bootstrap
{
    private const int Samples = 1_000;

    private const int Seed = 20_261_120;

    /// <summary>The statistic with its 5th and 95th percentile, which are one-sided limits of 95 %.</summary>
    public static Interval Of<T>(IReadOnlyList<T> clusters, Func<IReadOnlyList<T>, double> statistic) => OfAll(clusters, sample => [statistic(sample)])[0];

    /// <summary>The same for several statistics of the same samples.</summary>
    public static Interval[] OfAll<T>(IReadOnlyList<T> clusters, Func<IReadOnlyList<T>, double[]> statistics)
    {
        var random = new Random(Seed);
        var samples = new double[Samples][];
        var sample = new T[clusters.Count];
        for (var i = 0; i < Samples; i++)
        {
            for (var j = 0; j < sample.Length; j++) sample[j] = clusters[random.Next(clusters.Count)];
            samples[i] = statistics(sample);
        }

        return [.. statistics(clusters).Select((value, index) => Of(value, [.. samples.Select(values => values[index]).Order()]))];
    }

    /// <summary>The same samples, as the number of times that each cluster is drawn.</summary>
    public static Interval[] OfCounts(int clusters, Func<int[], double[]> statistics)
    {
        var random = new Random(Seed);
        var samples = new double[Samples][];
        var counts = new int[clusters];
        for (var i = 0; i < Samples; i++)
        {
            Array.Clear(counts);
            for (var j = 0; j < clusters; j++) counts[random.Next(clusters)]++;
            samples[i] = statistics(counts);
        }

        Array.Fill(counts, 1);
        return [.. statistics(counts).Select((value, index) => Of(value, [.. samples.Select(values => values[index]).Order()]))];
    }

    private static Interval Of(double value, double[] sorted) => new(value, sorted[(int)(Samples * 0.05)], sorted[(int)(Samples * 0.95)]);
}

/// <summary>A value with its one-sided limits of 95 %.</summary>
internal readonly record struct Interval(double Value, double Low, double High)
{
    public string Percent(int digits = 1) => $"{Round(Value, digits)} [{Round(Low, digits)}, {Round(High, digits)}]";

    public string Number(int digits) => $"{Value.ToString("F" + digits)} [{Low.ToString("F" + digits)}, {High.ToString("F" + digits)}]";

    private static string Round(double share, int digits) => (share * 100).ToString("F" + digits);
}
