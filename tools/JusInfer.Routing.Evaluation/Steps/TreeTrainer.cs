using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Trains gradient-boosted trees for a yes-or-no label: histograms of at most 64 bins, leaves split in the order of their gain. Deterministic.</summary>
internal sealed class TreeTrainer
{
    private const int MaxBins = 64, MaxLeaves = 12, MinRows = 40;
    private const double Rate = 0.06, Regularization = 3;

    private readonly float[][] thresholds;
    private readonly byte[][] bins;
    private readonly double[] gradients;
    private readonly double[] curvatures;
    private readonly int rows;

    private TreeTrainer(IReadOnlyList<float[]> features)
    {
        rows = features.Count;
        var count = features[0].Length;
        (thresholds, bins) = (new float[count][], new byte[count][]);
        (gradients, curvatures) = (new double[rows], new double[rows]);
        for (var feature = 0; feature < count; feature++)
        {
            var values = features.Select(row => row[feature]).ToArray();
            thresholds[feature] = Thresholds(values);
            bins[feature] = [.. values.Select(value => BinOf(thresholds[feature], value))];
        }
    }

    public static (float Base, ImmutableArray<ImmutableArray<TreeNode>> Trees) Train(IReadOnlyList<float[]> features, IReadOnlyList<bool> labels, int count)
    {
        var trainer = new TreeTrainer(features);
        var rate = labels.Count(label => label) / (double)labels.Count;
        var start = Math.Log(rate / (1 - rate));
        var scores = Enumerable.Repeat(start, labels.Count).ToArray();
        var trees = ImmutableArray.CreateBuilder<ImmutableArray<TreeNode>>();
        for (var tree = 0; tree < count; tree++) trees.Add(trainer.Grow(scores, labels));
        return ((float)start, trees.ToImmutable());
    }

    private ImmutableArray<TreeNode> Grow(double[] scores, IReadOnlyList<bool> labels)
    {
        for (var row = 0; row < rows; row++)
        {
            var probability = 1 / (1 + Math.Exp(-scores[row]));
            (gradients[row], curvatures[row]) = (probability - (labels[row] ? 1 : 0), probability * (1 - probability));
        }

        var nodes = new List<TreeNode> { default };
        var leaves = new List<GrowingLeaf> { Leaf(0, [.. Enumerable.Range(0, rows)]) };
        while (leaves.Count < MaxLeaves && leaves.MaxBy(leaf => leaf.Gain) is { Gain: > 1e-3 } best)
        {
            leaves.Remove(best);
            var left = Leaf(nodes.Count, [.. best.Rows.Where(row => bins[best.Feature][row] <= best.Bin)]);
            var right = Leaf(nodes.Count + 1, [.. best.Rows.Where(row => bins[best.Feature][row] > best.Bin)]);
            nodes[best.Node] = new TreeNode((byte)best.Feature, thresholds[best.Feature][best.Bin], (byte)left.Node, (byte)right.Node);
            nodes.AddRange([default, default]);
            leaves.AddRange([left, right]);
        }

        foreach (var leaf in leaves)
        {
            var value = -Rate * leaf.Gradient / (leaf.Curvature + Regularization);
            nodes[leaf.Node] = new TreeNode(TreeNode.Leaf, (float)value, 0, 0);
            foreach (var row in leaf.Rows) scores[row] += (float)value;
        }

        return [.. nodes];
    }

    private GrowingLeaf Leaf(int node, int[] members)
    {
        var (gradient, curvature) = (members.Sum(row => gradients[row]), members.Sum(row => curvatures[row]));
        var best = new GrowingLeaf(node, members, gradient, curvature, 0, 0, 0);
        Span<double> g = stackalloc double[MaxBins], h = stackalloc double[MaxBins];
        Span<int> n = stackalloc int[MaxBins];
        for (var feature = 0; feature < bins.Length; feature++)
        {
            g.Clear();
            h.Clear();
            n.Clear();
            var column = bins[feature];
            foreach (var row in members)
            {
                var bin = column[row];
                g[bin] += gradients[row];
                h[bin] += curvatures[row];
                n[bin]++;
            }

            best = BestSplit(best, feature, g, h, n);
        }

        return best;
    }

    private GrowingLeaf BestSplit(GrowingLeaf leaf, int feature, ReadOnlySpan<double> g, ReadOnlySpan<double> h, ReadOnlySpan<int> n)
    {
        var (left, leftCurvature, leftRows) = (0d, 0d, 0);
        for (var bin = 0; bin < thresholds[feature].Length; bin++)
        {
            left += g[bin];
            leftCurvature += h[bin];
            leftRows += n[bin];
            if (leftRows < MinRows || leaf.Rows.Length - leftRows < MinRows) continue;
            var gain = Score(left, leftCurvature) + Score(leaf.Gradient - left, leaf.Curvature - leftCurvature) - Score(leaf.Gradient, leaf.Curvature);
            if (gain > leaf.Gain) leaf = leaf with { Gain = gain, Feature = feature, Bin = bin };
        }

        return leaf;
    }

    private static double Score(double gradient, double curvature) => gradient * gradient / (curvature + Regularization);

    /// <summary>The upper ends of all bins but the last.</summary>
    private static float[] Thresholds(float[] values)
    {
        var sorted = values.Order().ToArray();
        return [.. Enumerable.Range(1, MaxBins - 1).Select(bin => sorted[(int)((long)bin * sorted.Length / MaxBins)]).Distinct().Where(value => value < sorted[^1])];
    }

    private static byte BinOf(float[] thresholds, float value)
    {
        var bin = 0;
        while (bin < thresholds.Length && value > thresholds[bin]) bin++;
        return (byte)bin;
    }

    private sealed record GrowingLeaf(int Node, int[] Rows, double Gradient, double Curvature, double Gain, int Feature, int Bin);
}
