extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class TreeTrainerTests
{
    private static readonly TreeOptions Options = new() { Trees = 200, Bins = 64, Leaves = 8, MinRows = 20, Rate = 0.1, Regularization = 1 };

    /// <summary>Rows on a grid: the second feature matters only if the first one is above its middle, and the third one never does.</summary>
    private static readonly float[][] Rows = [.. Enumerable.Range(0, 2_000).Select(static row => (float[])[row % 40, row / 40, row * 7 % 13])];

    [Fact]
    public void Trees_learn_a_mean_that_depends_on_two_features()
    {
        var trees = TreeTrainer.Train(Options, TreeTarget.Mean, Rows, [.. Rows.Select(Value)]);

        trees.Estimate([5, 40, 3]).ShouldBe(1, 0.05);
        trees.Estimate([30, 10, 3]).ShouldBe(2, 0.05);
        trees.Estimate([30, 40, 3]).ShouldBe(5, 0.05);
        trees.Trees.SelectMany(static tree => tree).Where(static node => !node.IsLeaf).Take(20).ShouldAllBe(static node => node.Feature < 2);
    }

    [Fact]
    public void Trees_learn_the_probability_of_a_label()
    {
        // In the second group, every fourth row has the label.
        float[] labels = [.. Rows.Select(static (row, index) => row[0] > 19 ? 1f : index % 4 == 0 ? 1f : 0f)];

        var trees = TreeTrainer.Train(Options with { Trees = 60 }, TreeTarget.LogOdds, [.. Rows.Select(static row => (float[])[row[0] > 19 ? 1 : 0])], labels);

        trees.Probability([1]).ShouldBeGreaterThan(0.98);
        trees.Probability([0]).ShouldBe(0.25, 0.02);
    }

    [Fact]
    public void The_same_rows_give_the_same_trees_although_features_are_drawn()
    {
        float[] targets = [.. Rows.Select(Value)];
        var options = Options with { Trees = 10, Features = 0.6 };

        var (first, second) = (TreeTrainer.Train(options, TreeTarget.Mean, Rows, targets), TreeTrainer.Train(options, TreeTarget.Mean, Rows, targets));

        first.Trees.SelectMany(static tree => tree).ShouldBe(second.Trees.SelectMany(static tree => tree));
        first.Trees.ShouldAllBe(static tree => tree.Where(static node => !node.IsLeaf).Select(static node => node.Feature).Distinct().Count() <= 2);
    }

    [Fact]
    public void Training_stops_early_if_rows_that_were_set_aside_do_not_become_more_likely()
    {
        // Noise that no feature explains.
        var random = new Random(5);
        float[] noise = [.. Rows.Select(_ => random.NextSingle() < 0.5 ? 1f : 0f)];

        TreeTrainer.Train(Options with { StopsEarly = true }, TreeTarget.LogOdds, Rows, noise).Trees.Length.ShouldBeLessThan(60);
        TreeTrainer.Train(Options with { StopsEarly = true }, TreeTarget.Mean, Rows, [.. Rows.Select(Value)]).Trees.Length.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void A_leaf_has_at_least_the_fewest_rows()
    {
        float[] targets = [.. Rows.Select(static (_, index) => index < 5 ? 100f : 0f)];

        var trees = TreeTrainer.Train(Options with { Trees = 1, Rate = 1, Regularization = 0, MinRows = 1_000, Leaves = 15 }, TreeTarget.Mean, Rows, targets);

        trees.Trees.Single().Count(static node => node.IsLeaf).ShouldBeLessThanOrEqualTo(2);
    }

    private static float Value(float[] row) => row[0] <= 19 ? 1 : row[1] <= 24 ? 2 : 5;
}
