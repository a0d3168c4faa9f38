using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Trains gradient-boosted trees: histograms of the features, leaves split in the order of their gain. Deterministic.</summary>
internal sealed class TreeTrainer
{
    /// <summary>With early stopping, one of this many examples is set aside.</summary>
    private const int SetAside = 10;

    private const int Patience = 10;

    private readonly TreeOptions options;
    private readonly TreeTarget target;
    private readonly IReadOnlyList<float[]> examples;
    private readonly float[] targets;
    private readonly float[][] thresholds;
    private readonly byte[][] bins;
    private readonly double[] gradients;
    private readonly double[] curvatures;
    private readonly double[] scores;
    private readonly int[] rows;
    private readonly Random random = new(1);

    private TreeTrainer(TreeOptions options, TreeTarget target, IReadOnlyList<float[]> examples, float[] targets, double start)
    {
        (this.options, this.target, this.examples, this.targets) = (options, target, examples, targets);
        var count = examples[0].Length;
        rows = [.. Enumerable.Range(0, examples.Count).Where(row => !IsSetAside(row))];
        (thresholds, bins) = (new float[count][], new byte[count][]);
        (gradients, curvatures) = (new double[examples.Count], new double[examples.Count]);
        scores = [.. Enumerable.Repeat(start, examples.Count)];
        for (var feature = 0; feature < count; feature++)
        {
            var values = examples.Select(row => row[feature]).ToArray();
            thresholds[feature] = Thresholds(values, options.Bins);
            bins[feature] = [.. values.Select(value => BinOf(thresholds[feature], value))];
        }
    }

    /// <param name="options">The shape of the trees.</param>
    /// <param name="target">What they estimate.</param>
    /// <param name="examples">The features of each example.</param>
    /// <param name="targets">Its label, 0 or 1, or its value.</param>
    public static BoostedTrees Train(TreeOptions options, TreeTarget target, IReadOnlyList<float[]> examples, float[] targets)
    {
        var mean = targets.Average(static value => (double)value);
        var start = target == TreeTarget.Mean ? mean : Math.Log(mean / (1 - mean));
        return new BoostedTrees((float)start, new TreeTrainer(options, target, examples, targets, start).Grow());
    }

    private ImmutableArray<ImmutableArray<TreeNode>> Grow()
    {
        var trees = ImmutableArray.CreateBuilder<ImmutableArray<TreeNode>>();
        var (least, waited) = (double.MaxValue, 0);
        while (trees.Count < options.Trees)
        {
            trees.Add(GrowTree());
            if (!options.StopsEarly) continue;
            for (var row = 0; row < scores.Length; row += SetAside) scores[row] += BoostedTrees.Evaluate(trees[^1], examples[row]);
            var loss = Enumerable.Range(0, scores.Length).Where(IsSetAside).Sum(Loss);
            (least, waited) = loss < least ? (loss, 0) : (least, waited + 1);
            if (waited == Patience) break;
        }

        return trees.ToImmutable();
    }

    private bool IsSetAside(int row) => options.StopsEarly && row % SetAside == 0;

    private double Loss(int row) => target == TreeTarget.Mean
        ? (scores[row] - targets[row]) * (scores[row] - targets[row])
        : Math.Log(1 + Math.Exp(scores[row])) - (targets[row] * scores[row]);

    private ImmutableArray<TreeNode> GrowTree()
    {
        foreach (var row in rows)
        {
            var expected = target == TreeTarget.Mean ? scores[row] : 1 / (1 + Math.Exp(-scores[row]));
            (gradients[row], curvatures[row]) = (expected - targets[row], target == TreeTarget.Mean ? 1 : expected * (1 - expected));
        }

        int[] usable = [.. Enumerable.Range(0, bins.Length)];
        if (options.Features < 1)
        {
            random.Shuffle(usable);
            usable = [.. usable.Take((int)Math.Ceiling(options.Features * usable.Length)).Order()];
        }

        var nodes = new List<TreeNode> { default };
        var leaves = new List<GrowingLeaf> { Leaf(0, rows, usable) };
        while (leaves.Count < options.Leaves && leaves.MaxBy(leaf => leaf.Gain) is { Gain: > 1e-3 } best)
        {
            leaves.Remove(best);
            var column = bins[best.Feature];
            var left = Leaf(nodes.Count, Array.FindAll(best.Rows, row => column[row] <= best.Bin), usable);
            var right = Leaf(nodes.Count + 1, Array.FindAll(best.Rows, row => column[row] > best.Bin), usable);
            nodes[best.Node] = new TreeNode((byte)best.Feature, thresholds[best.Feature][best.Bin], (byte)left.Node, (byte)right.Node);
            nodes.AddRange([default, default]);
            leaves.AddRange([left, right]);
        }

        foreach (var leaf in leaves)
        {
            var value = -options.Rate * leaf.Gradient / (leaf.Curvature + options.Regularization);
            nodes[leaf.Node] = new TreeNode(TreeNode.Leaf, (float)value, 0, 0);
            foreach (var row in leaf.Rows) scores[row] += (float)value;
        }

        return [.. nodes];
    }

    private GrowingLeaf Leaf(int node, int[] members, int[] usable)
    {
        var (gradient, curvature) = (members.Sum(row => gradients[row]), members.Sum(row => curvatures[row]));
        var best = new GrowingLeaf(node, members, gradient, curvature, 0, 0, 0);
        Span<double> g = stackalloc double[byte.MaxValue + 1], h = stackalloc double[byte.MaxValue + 1];
        Span<int> n = stackalloc int[byte.MaxValue + 1];
        foreach (var feature in usable)
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
            if (leftRows < options.MinRows || leaf.Rows.Length - leftRows < options.MinRows) continue;
            var gain = Score(left, leftCurvature) + Score(leaf.Gradient - left, leaf.Curvature - leftCurvature) - Score(leaf.Gradient, leaf.Curvature);
            if (gain > leaf.Gain) leaf = leaf with { Gain = gain, Feature = feature, Bin = bin };
        }

        return leaf;
    }

    private double Score(double gradient, double curvature) => gradient * gradient / (curvature + options.Regularization);

    /// <summary>The upper ends of all bins but the last.</summary>
    private static float[] Thresholds(float[] values, int count)
    {
        var sorted = values.Order().ToArray();
        return [.. Enumerable.Range(1, count - 1).Select(bin => sorted[(int)((long)bin * sorted.Length / count)]).Distinct().Where(value => value < sorted[^1])];
    }

    private static byte BinOf(float[] thresholds, float value)
    {
        var found = Array.BinarySearch(thresholds, value);
        return (byte)(found < 0 ? ~found : found);
    }

    private sealed record GrowingLeaf(int Node, int[] Rows, double Gradient, double Curvature, double Gain, int Feature, int Bin);
}
