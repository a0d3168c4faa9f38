using JusInfer.Routing.Evaluation.Steps;

namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The step head next to the method of the earlier research, on the same sessions and folds. Differences are paired: both in the same samples of sessions.</summary>
internal sealed class StepFloor
{
    private const double Miss = RoutingEvaluation.Miss;

    private readonly Interval[] own, earlier, better;
    private readonly Interval saving, earlierSaving, savesMore;

    public StepFloor(StepEvaluation steps, StepEvaluation others)
    {
        (own, earlier, better) = (steps.Ranks(Miss), others.Ranks(Miss), steps.RanksAgainst(others, Miss));
        var pairs = steps.Replay(StepReport.MainReplay, Miss).Zip(others.Replay(StepReport.MainReplay, Miss)).ToArray();
        var savings = Bootstrap.OfAll(pairs, static sample =>
        {
            var (first, second) = (ReplayResult.Saving([.. sample.Select(static pair => pair.First)]), ReplayResult.Saving([.. sample.Select(static pair => pair.Second)]));
            return [first, second, first - second];
        });
        (saving, earlierSaving, savesMore) = (savings[0], savings[1], savings[2]);
        Misses = (ReplayResult.MissShare([.. pairs.Select(static pair => pair.First)]), ReplayResult.MissShare([.. pairs.Select(static pair => pair.Second)]));
    }

    /// <summary>The shares of changes that went to the small model in the replay, by the step head and by the earlier method.</summary>
    public (double Own, double Earlier) Misses { get; }

    public string Rows() =>
        $"| G5 | step head: AUC, % | {earlier[0].Percent()} | {own[0].Percent()} | {better[0].Percent()} |\n"
        + $"| G5 | calls below the threshold at {Miss:P0} miss, % | {earlier[1].Percent()} | {own[1].Percent()} | {better[1].Percent()} |\n"
        + $"| G6 | replay: saving, %; real miss {Misses.Earlier * 100:F1} % and {Misses.Own * 100:F1} % | {earlierSaving.Percent()} | {saving.Percent()} | {savesMore.Percent()} |\n";
}
