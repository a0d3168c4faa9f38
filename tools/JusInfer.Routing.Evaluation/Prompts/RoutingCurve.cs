namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// What a ranking of prompts achieves for every share of them that goes to the large model. Measures of RouteLLM (Ong et al. 2024): PGR is the recovered part of the
/// difference between both models, APGR its mean over all shares, CPT(x) the least share of large calls that recovers x.
/// </summary>
internal sealed class RoutingCurve
{
    private readonly double[] quality;
    private readonly double[] cost;

    /// <param name="prompts">The prompts, each with a score: those with the highest go to the large model first, and of equal ones the cheapest.</param>
    public RoutingCurve(IReadOnlyList<(PromptExample Prompt, double Score)> prompts)
    {
        (quality, cost) = (new double[prompts.Count + 1], new double[prompts.Count + 1]);
        quality[0] = prompts.Sum(static pair => (double)pair.Prompt.Small);
        cost[0] = prompts.Sum(static pair => pair.Prompt.SmallCost);
        var sent = 0;
        foreach (var (prompt, _) in prompts.OrderByDescending(static pair => pair.Score).ThenBy(static pair => pair.Prompt.LargeCost - pair.Prompt.SmallCost))
        {
            quality[sent + 1] = quality[sent] + prompt.Gain;
            cost[sent + 1] = cost[sent] + prompt.LargeCost - prompt.SmallCost;
            sent++;
        }
    }

    public double Small => quality[0] / Count;

    public double Large => quality[^1] / Count;

    public double Apgr => Enumerable.Range(0, Count).Average(sent => (Recovered(sent) + Recovered(sent + 1)) / 2);

    private int Count => quality.Length - 1;

    /// <summary>The least share of calls to the large model that recovers a part of the difference. All, if there is no difference.</summary>
    public double Cpt(double part) => Enumerable.Range(0, Count + 1).Where(sent => Recovered(sent) >= part).DefaultIfEmpty(Count).First() / (double)Count;

    /// <summary>The highest saving against the large model at a part of its quality.</summary>
    public double SavingAt(double part)
    {
        var least = Enumerable.Range(0, Count + 1).Where(sent => quality[sent] >= part * quality[^1]).Min(sent => cost[sent]);
        return 1 - (least / cost[^1]);
    }

    private double Recovered(int sent) => (quality[sent] - quality[0]) / (quality[^1] - quality[0]);
}
