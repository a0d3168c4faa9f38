namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// Prompts in the order in which a score sends them to the large model: those with the highest first, and of equal ones the cheapest. Samples of them need no sorting.
/// </summary>
internal sealed class PromptRanking
{
    private readonly PromptExample[] ordered;
    private readonly int[] positions;

    public PromptRanking(IReadOnlyList<PromptExample> prompts, Func<PromptExample, double> score)
    {
        positions =
        [
            .. Enumerable.Range(0, prompts.Count).Select(position => (Position: position, Score: score(prompts[position])))
                .OrderByDescending(static pair => pair.Score).ThenBy(pair => prompts[pair.Position].LargeCost - prompts[pair.Position].SmallCost)
                .Select(static pair => pair.Position),
        ];
        ordered = [.. positions.Select(position => prompts[position])];
    }

    /// <summary>The curve of the prompts themselves.</summary>
    public RoutingCurve Curve() => new(ordered);

    /// <summary>The curve of a sample.</summary>
    /// <param name="counts">How often each prompt is drawn.</param>
    public RoutingCurve Curve(int[] counts)
    {
        var sample = new List<PromptExample>(ordered.Length);
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var count = counts[positions[i]]; count > 0; count--) sample.Add(ordered[i]);
        }

        return new RoutingCurve(sample);
    }
}
