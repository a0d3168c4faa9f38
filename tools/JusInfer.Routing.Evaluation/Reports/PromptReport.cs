using System.Text;
using JusInfer.Routing.Evaluation.Prompts;
using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The tables about single prompts.</summary>
internal sealed class PromptReport(PromptEvaluation prompts)
{
    private readonly IReadOnlyList<(string Name, IReadOnlyList<PromptExample> Prompts)> sets =
    [
        .. PromptSets.Licensed.Concat(PromptSets.Unlicensed).Select(set => (set, prompts.Of(set))),
        ("all sets", prompts.Prompts),
    ];

    private IReadOnlyList<(string Name, Func<PromptExample, double> Score)> Rankings =>
    [
        ("random", prompt => Folds.Of($"{prompt.Set}:{prompt.Bytes}:{prompt.Words.Length}:{string.Join(',', prompt.Words.Take(12).Select(static word => word.Word))}", repeat: 9, count: 1 << 20)),
        ("length only", static prompt => prompt.Bytes),
        ("kNN, 40 neighbors", prompts.Nearest),
        ("words only, ridge regression", prompt => prompts.All(prompt).Words),
        ("head, licensed data", prompt => prompts.Licensed(prompt).Gain),
        ("**head, all data**", prompt => prompts.All(prompt).Gain),
        ("oracle", static prompt => prompt.Gain),
    ];

    public int Count => prompts.Prompts.Count;

    public Interval Apgr(string? set, bool isLicensed) => Bootstrap.Of(
        set is null ? prompts.Prompts : prompts.Of(set), sample => Curve(sample, prompt => isLicensed ? prompts.Licensed(prompt).Gain : prompts.All(prompt).Gain).Apgr);

    /// <summary>CPT50, CPT80, and the saving at 99 % of the quality, of the head with all data.</summary>
    public Interval[] CurveOf(string set) => Bootstrap.OfAll(prompts.Of(set), sample =>
    {
        var curve = Curve(sample, prompt => prompts.All(prompt).Gain);
        return [curve.Cpt(0.5), curve.Cpt(0.8), curve.SavingAt(0.99)];
    });

    /// <summary>AUC of the probability that the small model is right.</summary>
    public Interval SmallAuc(bool isLicensed) => Bootstrap.Of(prompts.Prompts, sample => Scores.Auc(Labeled(sample, isLicensed)));

    /// <summary>The mean difference between predicted and observed shares over ten equal groups, weighted by their size.</summary>
    public double SmallCalibrationError(bool isLicensed)
    {
        var labeled = Labeled(prompts.Prompts, isLicensed);
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
            var ends = Curve(examples, static _ => 0);
            text.Append($"| {name} | {examples.Count} | {ends.Small:F3}, {ends.Large:F3} |");
            foreach (var (_, score) in Rankings) text.Append($" {Format(Bootstrap.Of(examples, sample => Curve(sample, score).Apgr))} |");
            text.Append('\n');
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
            var all = Bootstrap.OfAll(examples, sample =>
            {
                var curve = Curve(sample, prompt => prompts.All(prompt).Gain);
                return [curve.Cpt(0.5), curve.Cpt(0.8), .. Savings(curve), curve.SavingAt(0), curve.Small / curve.Large];
            });
            var licensed = Bootstrap.OfAll(examples, sample => Savings(Curve(sample, prompt => prompts.Licensed(prompt).Gain)));
            var oracle = Bootstrap.Of(examples, sample => Curve(sample, static prompt => prompt.Gain).SavingAt(0.99));
            text.Append($"| {name} | {string.Join(" | ", [.. all[..4].Concat(licensed).Concat(all[4..]).Append(oracle).Select(static value => $"{value.Percent()} %")])} |\n");
        }

        return text.ToString();
    }

    public static string Format(Interval value) => $"{value.Value:F3} [{value.Low:F3}, {value.High:F3}]";

    private static double[] Savings(RoutingCurve curve) => [curve.SavingAt(0.99), curve.SavingAt(0.95)];

    private static RoutingCurve Curve(IReadOnlyList<PromptExample> examples, Func<PromptExample, double> score) => new([.. examples.Select(prompt => (prompt, score(prompt)))]);

    private (double Score, bool Label)[] Labeled(IEnumerable<PromptExample> sample, bool isLicensed) =>
        [.. sample.Select(prompt => ((isLicensed ? prompts.Licensed(prompt) : prompts.All(prompt)).Small, prompt.Small >= 0.5f))];
}
