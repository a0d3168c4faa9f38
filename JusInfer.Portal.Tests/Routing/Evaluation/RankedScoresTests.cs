extern alias evaluation;
using evaluation::JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Portal.Tests.Routing.Evaluation;

public sealed class RankedScoresTests
{
    /// <summary>Scores of 60 clusters with ties, of which the label is more probable with a higher score.</summary>
    private static readonly (double Score, bool Label, int Cluster)[] Examples = Drawn();

    [Fact]
    public void Measures_of_a_sample_are_those_of_its_rows()
    {
        var ranked = new RankedScores(Examples);
        var random = new Random(2);
        for (var sample = 0; sample < 20; sample++)
        {
            var counts = Enumerable.Range(0, 60).Select(_ => random.Next(3)).ToArray();
            (double, bool)[] rows = [.. Examples.SelectMany(example => Enumerable.Repeat((example.Score, example.Label), counts[example.Cluster]))];

            ranked.Auc(counts).ShouldBe(Scores.Auc(rows), 1e-12);
            ranked.ShareBelowAtMiss(counts, 0.1).ShouldBe(ShareBelow(rows, 0.1), 1e-12);
        }
    }

    [Fact]
    public void A_perfect_order_has_an_area_of_one_and_a_constant_score_of_one_half()
    {
        new RankedScores([(0.1, false, 0), (0.2, false, 1), (0.9, true, 2)]).Auc([1, 1, 1]).ShouldBe(1);
        new RankedScores([(0.5, false, 0), (0.5, false, 1), (0.5, true, 2)]).Auc([1, 2, 3]).ShouldBe(0.5);
        new RankedScores([(0.1, false, 0), (0.9, true, 1)]).Auc([1, 0]).ShouldBe(0.5);
    }

    private static double ShareBelow((double Score, bool Label)[] rows, double miss)
    {
        double[] positives = [.. rows.Where(static row => row.Label).Select(static row => row.Score).Order()];
        return rows.Count(row => row.Score < positives[(int)(positives.Length * miss)]) / (double)rows.Length;
    }

    private static (double, bool, int)[] Drawn()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 600).Select(_ => random.Next(50) / 50d).Select(score => (score, random.NextDouble() < score, random.Next(60)))];
    }
}
