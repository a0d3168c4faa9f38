using System.Text;
using JusInfer.Routing.Evaluation.Prompts;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about single prompts.</summary>
internal sealed class PromptReport(PromptEvaluation prompts)
{
    public const string Mmlu = "routellm_mmlu", Bfcl = "bfcl_2024_08";

    public const string Pooled = "all sets";

    private readonly IReadOnlyList<(string Name, IReadOnlyList<PromptExample> Prompts)> sets =
    [
        .. PromptSets.Licensed.Concat(PromptSets.Unlicensed).Select(set => (set, prompts.Of(set))),
        (Pooled, prompts.Prompts),
    ];

    private IReadOnlyList<(string Name, Func<PromptExample, double> Score)> Rankings =>
    [
        ("random", prompt => Folds.Of($"{prompt.Set}:{prompt.Bytes}:{prompt.TextWords.Length}:{string.Join(',', prompt.TextWords.Take(12).Select(static word => word.Word))}", repeat: 9, count: 1 << 20)),
        ("length only", static prompt => prompt.Bytes),
        ("kNN, 40 neighbors", prompt => prompts.All(prompt).Nearest),
        ("words only, ridge regression", prompt => prompts.All(prompt).Words),
        ("earlier method, stack", prompt => prompts.Earlier(prompt).Stack),
        ("head, licensed data", Licensed),
        ("**head, all data**", All),
        ("oracle", static prompt => prompt.Gain),
    ];

    public int Count => prompts.Prompts.Count;

    /// <summary>The APGR of a head.</summary>
    /// <param name="set">A data set, or null for all of them.</param>
    /// <param name="isLicensed">Whether it is the head that has seen licensed data only.</param>
    public Interval Apgr(string? set, bool isLicensed) => Measured(Of(set), isLicensed ? Licensed : All, static curve => [curve.Apgr])[0];

    /// <summary>CPT50, CPT80, and the saving at 99 % of the quality, of the head with all data.</summary>
    public Interval[] CurveOf(string set) => Measured(Of(set), All, static curve => [curve.Cpt(0.5), curve.Cpt(0.8), curve.SavingAt(0.99)]);

    /// <summary>AUC of the probability that the small model is right.</summary>
    public Interval SmallAuc(bool isLicensed)
    {
        var ranked = new RankedScores(Labeled(isLicensed).Select(static (example, index) => (example.Score, example.Label, index)));
        return Bootstrap.OfCounts(Count, counts => [ranked.Auc(counts)])[0];
    }

    /// <summary>The mean difference between predicted and observed shares over ten equal groups, weighted by their size.</summary>
    public double SmallCalibrationError(bool isLicensed)
    {
        var labeled = Labeled(isLicensed);
        return labeled.OrderBy(static example => example.Score).Chunk((labeled.Length / 10) + 1)
            .Sum(group => group.Length * Math.Abs(group.Average(static example => example.Score) - group.Average(static example => example.Label ? 1d : 0d))) / labeled.Length;
    }

    public string RankingTable()
    {
        var text = new StringBuilder("| set | prompts | small, large right |");
        foreach (var (name, _) in Rankings) text.Append($" {name} |");
        text.Append("\n|---|---|---|").Append(string.Concat(Rankings.Select(static _ => "---|"))).Append('\n');
        foreach (var (name, examples) in sets)
        {
            var ends = new RoutingCurve(examples);
            text.Append($"| {name} | {examples.Count} | {ends.Small:F3}, {ends.Large:F3} |");
            foreach (var (_, score) in Rankings) text.Append($" {Format(Measured(examples, score, static curve => [curve.Apgr])[0])} |");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The head with all data against the method of the earlier research, on the same folds.</summary>
    public PromptComparison Against(string? set, PromptMeasure measure)
    {
        var examples = Of(set);
        PromptRanking[] earlier =
        [
            new(examples, prompt => prompts.Earlier(prompt).Ridge), new(examples, prompt => prompts.Earlier(prompt).Stack), new(examples, prompt => prompts.Earlier(prompt).TwoHeads),
        ];
        var own = new PromptRanking(examples, All);
        double[] values = [.. earlier.Select(ranking => measure.Of(ranking.Curve()))];
        var value = measure.IsLowerBetter ? values.Min() : values.Max();
        var (best, sign) = (earlier[Array.IndexOf(values, value)], measure.IsLowerBetter ? -1 : 1);
        return new PromptComparison(
            values, value, measure.Of(own.Curve()), Bootstrap.OfCounts(examples.Count, counts => [sign * (measure.Of(own.Curve(counts)) - measure.Of(best.Curve(counts)))])[0]);
    }

    public string EarlierTable()
    {
        var text = new StringBuilder(
            """
            | set | measure | earlier: ridge on the gain | earlier: stack, gain | earlier: stack, two heads | head, all data | the head is better than the best of them by |
            |---|---|---|---|---|---|---|

            """);
        foreach (var (name, _) in sets)
        {
            foreach (var measure in PromptMeasure.All)
            {
                var compared = Against(name == Pooled ? null : name, measure);
                text.Append($"| {name} | {measure.Name} | {string.Join(" | ", compared.Earlier.Append(compared.Own).Select(static value => value.ToString("F3")))} | {Format(compared.Better)} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The measures of the goals.</summary>
    public string FloorRows()
    {
        var text = new StringBuilder();
        foreach (var (goal, set, measure) in ((string, string?, PromptMeasure)[])[
            ("G1", null, PromptMeasure.Apgr), ("G2", Mmlu, PromptMeasure.Apgr), ("G2", Mmlu, PromptMeasure.Cpt50), ("G2", Mmlu, PromptMeasure.Cpt80), ("G3", Bfcl, PromptMeasure.Apgr), ("G3", Bfcl, PromptMeasure.Saving)])
        {
            var compared = Against(set, measure);
            text.Append($"| {goal} | {set ?? Pooled}: {measure.Name} | {compared.Best:F3} | {compared.Own:F3} | {Format(compared.Better)} |\n");
        }

        return text.ToString();
    }

    public string SavingTable()
    {
        var text = new StringBuilder(
            """
            | set | CPT50 | CPT80 | saving at 99 % of the quality | at 95 % | at 99 %, licensed data | at 95 % | always the small model (cheapest): saving | quality | oracle: saving at 99 % |
            |---|---|---|---|---|---|---|---|---|---|

            """);
        foreach (var (name, examples) in sets)
        {
            var all = Measured(examples, All, static curve => [curve.Cpt(0.5), curve.Cpt(0.8), .. Savings(curve), curve.SavingAt(0), curve.Small / curve.Large]);
            var licensed = Measured(examples, Licensed, Savings);
            var oracle = Measured(examples, static prompt => prompt.Gain, Savings)[0];
            text.Append($"| {name} | {string.Join(" | ", [.. all[..4].Concat(licensed).Concat(all[4..]).Append(oracle).Select(static value => $"{value.Percent()} %")])} |\n");
        }

        return text.ToString();
    }

    public static string Format(Interval value) => $"{value.Value:F3} [{value.Low:F3}, {value.High:F3}]";

    private static double[] Savings(RoutingCurve curve) => [curve.SavingAt(0.99), curve.SavingAt(0.95)];

    private static Interval[] Measured(IReadOnlyList<PromptExample> examples, Func<PromptExample, double> score, Func<RoutingCurve, double[]> measures)
    {
        var ranking = new PromptRanking(examples, score);
        return Bootstrap.OfCounts(examples.Count, counts => measures(ranking.Curve(counts)));
    }

    private double Licensed(PromptExample prompt) => prompts.Licensed(prompt).Gain;

    private double All(PromptExample prompt) => prompts.All(prompt).Gain;

    private IReadOnlyList<PromptExample> Of(string? set) => set is null ? prompts.Prompts : prompts.Of(set);

    private (double Score, bool Label)[] Labeled(bool isLicensed) =>
        [.. prompts.Prompts.Select(prompt => ((isLicensed ? prompts.Licensed(prompt) : prompts.All(prompt)).Small, prompt.Small >= 0.5f))];
}
