using System.Collections.Immutable;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>A line through the log-odds of predictions, so that they agree with what is observed (Platt scaling). It keeps their order.</summary>
internal readonly record struct Calibration(double Slope, double Offset)
{
    private const int Iterations = 20;

    /// <param name="predicted">Probabilities of examples that the model has not seen, and their labels.</param>
    public static Calibration Fit(IEnumerable<(double Probability, bool Label)> predicted)
    {
        (double LogOdds, double Label)[] examples = [.. predicted.Select(static each => (Math.Log(each.Probability / (1 - each.Probability)), each.Label ? 1d : 0d))];
        var (slope, offset) = (1d, 0d);
        for (var i = 0; i < Iterations; i++)
        {
            // Newton's method: the gradient of the loss, and its second derivatives.
            var (g1, g0, h11, h10, h00) = (0d, 0d, 0d, 0d, 0d);
            foreach (var (logOdds, label) in examples)
            {
                var probability = 1 / (1 + Math.Exp(-((slope * logOdds) + offset)));
                var (error, curvature) = (probability - label, probability * (1 - probability));
                (g1, g0) = (g1 + (error * logOdds), g0 + error);
                (h11, h10, h00) = (h11 + (curvature * logOdds * logOdds), h10 + (curvature * logOdds), h00 + curvature);
            }

            var determinant = (h11 * h00) - (h10 * h10);
            slope -= ((h00 * g1) - (h10 * g0)) / determinant;
            offset -= ((h11 * g0) - (h10 * g1)) / determinant;
        }

        return new Calibration(slope, offset);
    }

    public double Of(double probability) => 1 / (1 + Math.Exp(-((Slope * Math.Log(probability / (1 - probability))) + Offset)));

    /// <summary>The same trees with calibrated log-odds.</summary>
    public BoostedTrees Of(BoostedTrees trees)
    {
        var slope = (float)Slope;
        return new BoostedTrees((float)((Slope * trees.Base) + Offset), [.. trees.Trees.Select(tree => tree.Select(node => node.IsLeaf ? node with { Value = slope * node.Value } : node).ToImmutableArray())]);
    }
}
