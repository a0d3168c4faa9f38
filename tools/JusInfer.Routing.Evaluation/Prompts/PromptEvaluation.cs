namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>Estimates for prompts by heads that have not seen them: one trained on the licensed sets only, which could ship, and one trained on all.</summary>
internal sealed class PromptEvaluation
{
    private readonly Dictionary<PromptExample, PromptEstimate> licensed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PromptExample, PromptEstimate> all = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PromptExample, double> nearest = new(ReferenceEqualityComparer.Instance);

    public PromptEvaluation(IReadOnlyList<PromptExample> prompts)
    {
        Prompts = prompts;
        var folds = new (PromptExample Prompt, PromptEstimate Licensed, PromptEstimate All, double Nearest)[Folds.Count][];
        Parallel.For(0, Folds.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            PromptExample[] train = [.. prompts.Where(prompt => prompt.Fold != fold)];
            var clean = PromptHead.Train([.. train.Where(static prompt => PromptSets.Licensed.Contains(prompt.Set))]);
            var (full, neighbors) = (PromptHead.Train(train), new NearestPrompts(train));
            folds[fold] = [.. prompts.Where(prompt => prompt.Fold == fold).Select(prompt => (prompt, clean.Of(prompt), full.Of(prompt), neighbors.GainOf(prompt)))];
        });
        foreach (var (prompt, clean, full, neighbors) in folds.SelectMany(static fold => fold)) (licensed[prompt], all[prompt], nearest[prompt]) = (clean, full, neighbors);
    }

    public IReadOnlyList<PromptExample> Prompts { get; }

    public IReadOnlyList<PromptExample> Of(string set) => [.. Prompts.Where(prompt => prompt.Set == set)];

    /// <summary>The head that could ship.</summary>
    public PromptEstimate Licensed(PromptExample prompt) => licensed[prompt];

    /// <summary>The head that has also seen sets without a license.</summary>
    public PromptEstimate All(PromptExample prompt) => all[prompt];

    public double Nearest(PromptExample prompt) => nearest[prompt];
}
