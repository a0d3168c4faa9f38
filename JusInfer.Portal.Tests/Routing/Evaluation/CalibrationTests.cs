extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Steps;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void Probabilities_that_are_too_extreme_become_what_is_observed()
    {
        // Of those with 95 %, 80 % have the label; of those with 5 %, 20 %.
        (double, bool)[] predicted = [.. Enumerable.Range(0, 1_000).Select(static i => i % 2 == 0 ? (0.95, i % 10 != 0) : (0.05, i % 10 == 1))];

        var calibration = Calibration.Fit(predicted);

        calibration.Of(0.95).ShouldBe(0.8, 0.001);
        calibration.Of(0.05).ShouldBe(0.2, 0.001);
        calibration.Slope.ShouldBeLessThan(1);
    }

    [Fact]
    public void Trees_have_the_calibrated_probability()
    {
        var trees = new BoostedTrees(-1, [[new TreeNode(0, 5, 1, 2), new TreeNode(TreeNode.Leaf, -0.25f, 0, 0), new TreeNode(TreeNode.Leaf, 0.5f, 0, 0)]]);
        var calibration = new Calibration(0.5, 0.3);

        foreach (var value in (float[])[4, 6]) calibration.Of(trees).Probability([value]).ShouldBe(calibration.Of(trees.Probability([value])), 1e-6);
    }
}
