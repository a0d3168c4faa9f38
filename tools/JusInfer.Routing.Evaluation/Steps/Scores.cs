namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Measures of predicted probabilities.</summary>
internal static class Scores
{
    /// <summary>The probability that a positive example has a higher score than a negative one; ties count half.</summary>
    public static double Auc(IReadOnlyCollection<(double Score, bool Label)> examples)
    {
        var (rank, sum, positives) = (0d, 0d, 0L);
        foreach (var ties in examples.GroupBy(example => example.Score).OrderBy(group => group.Key))
        {
            var (count, positive) = (ties.Count(), ties.Count(example => example.Label));
            sum += positive * (rank + ((count + 1) / 2d));
            rank += count;
            positives += positive;
        }

        var negatives = examples.Count - positives;
        return positives == 0 || negatives == 0 ? 0.5 : (sum - (positives * (positives + 1) / 2d)) / ((double)positives * negatives);
    }

    /// <summary>The share of the positive examples above the score that a share of the negative ones exceeds.</summary>
    public static double RecallAtFalseAlarms(IReadOnlyCollection<(double Score, bool Label)> examples, double falseAlarms)
    {
        double[] negatives = [.. examples.Where(example => !example.Label).Select(example => example.Score).OrderDescending()];
        var threshold = negatives[(int)(negatives.Length * falseAlarms)];
        return examples.Count(example => example.Label && example.Score > threshold) / (double)examples.Count(example => example.Label);
    }
}
