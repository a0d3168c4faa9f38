using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>Trained trees.</summary>
/// <param name="Base">The estimate before the first tree.</param>
/// <param name="Trees">The trees, whose values are added.</param>
internal sealed record BoostedTrees(float Base, ImmutableArray<ImmutableArray<TreeNode>> Trees)
{
    /// <summary>The estimate: log-odds or a mean, as trained.</summary>
    public double Estimate(float[] features)
    {
        double sum = Base;
        foreach (var tree in Trees) sum += Evaluate(tree, features);
        return sum;
    }

    /// <summary>The probability, if log-odds were trained.</summary>
    public double Probability(float[] features) => 1 / (1 + Math.Exp(-Estimate(features)));

    public static float Evaluate(ImmutableArray<TreeNode> tree, float[] features)
    {
        var node = tree[0];
        while (!node.IsLeaf) node = tree[features[node.Feature] <= node.Value ? node.Left : node.Right];
        return node.Value;
    }
}
