namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// What a ranking of prompts achieves for every share of them that goes to the large model. Measures of RouteLLM (Ong et al. 2024): PGR is the recovered part of the
/// difference between both models, APGR its mean over all shares, CPT(x) the least share of large calls that recovers x.
/// </summary>
internal sealed class RoutingCurve
{
    private readonly double[] quality;
    private readonly double[] cost;

    /// <param name="prompts">The prompts in the order in which they go to the large model.</param>
    public RoutingCurve(IReadOnlyList<PromptExample> prompts)
    {
        (quality, cost) = (new double[prompts.Count + 1], new double[prompts.Count + 1]);
        quality[0] = prompts.Sum(static prompt => (double)prompt.Small);
        cost[0] = prompts.Sum(static prompt => prompt.SmallCost);
        for (var sent = 0; sent < prompts.Count; sent++)
        {
            quality[sent + 1] = quality[sent] + prompts[sent].Gain;
            cost[sent + 1] = cost[sent] + prompts[sent].LargeCost - prompts[sent].SmallCost;
        }
    }

    public double Small => quality[0] / Count;

    public double Large => quality[^1] / Count;

    public double Apgr
    {
        get
        {
            var sum = 0d;
            for (var sent = 0; sent < Count; sent++) sum += (Recovered(sent) + Recovered(sent + 1)) / 2;
            return sum / Count;
        }
    }

    private int Count => quality.Length - 1;

    /// <summary>The least share of calls to the large model that recovers a part of the difference. All, if there is no difference.</summary>
    public double Cpt(double part)
    {
        var sent = 0;
        while (sent < Count && !(Recovered(sent) >= part)) sent++;
        return sent / (double)Count;
    }

    /// <summary>The highest saving against the large model at a part of its quality.</summary>
    public double SavingAt(double part)
    {
        var least = double.MaxValue;
        for (var sent = 0; sent <= Count; sent++)
        {
            if (quality[sent] >= part * quality[^1]) least = Math.Min(least, cost[sent]);
        }

        return 1 - (least / cost[^1]);
    }

    private double Recovered(int sent) => (quality[sent] - quality[0]) / (quality[^1] - quality[0]);
}
