namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Scores in ascending order, so that measures of resampled clusters need no sorting.</summary>
/// <param name="examples">The score and the label of each example, and the index of the cluster that it is drawn with.</param>
internal sealed class RankedScores(IEnumerable<(double Score, bool Label, int Cluster)> examples)
{
    private readonly (double Score, bool Label, int Cluster)[] sorted = [.. examples.OrderBy(static example => example.Score)];

    /// <summary>The same as <see cref="Scores.Auc"/>.</summary>
    /// <param name="counts">How often each cluster is drawn.</param>
    public double Auc(int[] counts)
    {
        var (rank, sum, positives) = (0d, 0d, 0L);
        for (var (start, end) = (0, 0); start < sorted.Length; start = end)
        {
            var (count, positive) = (0L, 0L);
            for (; end < sorted.Length && sorted[end].Score.CompareTo(sorted[start].Score) == 0; end++)
            {
                count += counts[sorted[end].Cluster];
                positive += sorted[end].Label ? counts[sorted[end].Cluster] : 0;
            }

            sum += positive * (rank + ((count + 1) / 2d));
            rank += count;
            positives += positive;
        }

        var negatives = rank - positives;
        return positives == 0 || negatives == 0 ? 0.5 : (sum - (positives * (positives + 1) / 2d)) / (positives * negatives);
    }

    /// <summary>The share of all examples below the threshold at which a share of the positive ones is below it.</summary>
    /// <param name="counts">How often each cluster is drawn.</param>
    /// <param name="miss">That share of the positive examples.</param>
    public double ShareBelowAtMiss(int[] counts, double miss)
    {
        var (all, positives) = (0L, 0L);
        foreach (var example in sorted)
        {
            all += counts[example.Cluster];
            positives += example.Label ? counts[example.Cluster] : 0;
        }

        var left = (long)(positives * miss);
        var threshold = sorted.First(example => example.Label && (left -= counts[example.Cluster]) < 0).Score;
        return sorted.TakeWhile(example => example.Score < threshold).Sum(example => (long)counts[example.Cluster]) / (double)all;
    }
}
