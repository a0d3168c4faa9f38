using System.Collections.Immutable;

namespace JusInfer.Portal.Routing.Steps;

/// <summary>
/// Estimates the probability that the next step changes files, which is what small models are not trusted with. Gradient-boosted trees over
/// <see cref="StepFeatures"/>, two of which are linear models over hashed words. Immutable.
/// </summary>
internal sealed record StepClassifier
{
    /// <summary>The words of the last result.</summary>
    public required WordScores Result { get; init; }

    /// <summary>The words of the model's last turn.</summary>
    public required WordScores Turn { get; init; }

    /// <summary>The log-odds before the first tree.</summary>
    public required float Base { get; init; }

    public required ImmutableArray<ImmutableArray<TreeNode>> Trees { get; init; }

    /// <summary>
    /// What a step that changes files costs if it goes to a small model, in output tokens of the baseline. Chosen in training so that a tenth of such steps do.
    /// </summary>
    public required float MissCost { get; init; }

    /// <summary>The probability, 0 to 1, that the next step changes files.</summary>
    /// <param name="trail">The conversation.</param>
    /// <param name="result">Its last message.</param>
    /// <param name="turn">The text of the model's last turn.</param>
    public double Predict(ref readonly StepHistory trail, ReadOnlySpan<byte> result, ReadOnlySpan<byte> turn)
    {
        Span<float> features = stackalloc float[StepFeatures.Count];
        Span<ushort> words = stackalloc ushort[HashedText.MaxIndices];
        var ofResult = Result.Score(words[..HashedText.VisitResult(result, words)]);
        StepFeatures.Write(in trail, ofResult, Turn.Score(words[..HashedText.VisitTurn(turn, words)]), features);
        return Predict(features);
    }

    public double Predict(ReadOnlySpan<float> features)
    {
        double sum = Base;
        foreach (var tree in Trees) sum += Evaluate(tree.AsSpan(), features);
        return 1 / (1 + Math.Exp(-sum));
    }

    private static float Evaluate(ReadOnlySpan<TreeNode> tree, ReadOnlySpan<float> features)
    {
        var node = tree[0];
        while (!node.IsLeaf) node = tree[features[node.Feature] <= node.Value ? node.Left : node.Right];
        return node.Value;
    }
}

/// <summary>A node of a tree. Its children follow it in the list.</summary>
/// <param name="Feature">The index of the feature; <see cref="Leaf"/> for a leaf.</param>
/// <param name="Value">The threshold up to which the left child follows, or the value of the leaf.</param>
/// <param name="Left">The index of the left child.</param>
/// <param name="Right">The index of the right child.</param>
internal readonly record struct TreeNode(byte Feature, float Value, byte Left, byte Right)
{
    public const byte Leaf = byte.MaxValue;

    public bool IsLeaf => Feature == Leaf;
}
