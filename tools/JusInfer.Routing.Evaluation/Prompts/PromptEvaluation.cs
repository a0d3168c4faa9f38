namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>
/// Estimates for prompts by heads that have not seen them: one trained on the licensed sets only, which could ship, one trained on all, and the method of the earlier research
/// trained on all.
/// </summary>
internal sealed class PromptEvaluation
{
    private readonly Dictionary<PromptExample, (PromptEstimate Licensed, PromptEstimate All, EarlierEstimate Earlier)> estimates = new(ReferenceEqualityComparer.Instance);

    public PromptEvaluation(IReadOnlyList<PromptExample> prompts)
    {
        Prompts = prompts;
        var folds = new (PromptExample Prompt, PromptEstimate Licensed, PromptEstimate All, EarlierEstimate Earlier)[Folds.Count][];
        Parallel.For(0, Folds.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, fold =>
        {
            PromptExample[] train = [.. prompts.Where(prompt => prompt.Fold != fold)];
            var licensed = PromptHead.Train([.. train.Where(static prompt => PromptSets.Licensed.Contains(prompt.Set))]);
            var (all, earlier) = (PromptHead.Train(train), new EarlierPromptHead(train));
            folds[fold] = [.. prompts.Where(prompt => prompt.Fold == fold).Select(prompt => (prompt, licensed.Of(prompt), all.Of(prompt), earlier.Of(prompt)))];
        });
        foreach (var (prompt, licensed, all, earlier) in folds.SelectMany(static fold => fold)) estimates[prompt] = (licensed, all, earlier);
    }

    public IReadOnlyList<PromptExample> Prompts { get; }

    public IReadOnlyList<PromptExample> Of(string set) => [.. Prompts.Where(prompt => prompt.Set == set)];

    /// <summary>The head that could ship.</summary>
    public PromptEstimate Licensed(PromptExample prompt) => estimates[prompt].Licensed;

    /// <summary>The head that has also seen sets without a license.</summary>
    public PromptEstimate All(PromptExample prompt) => estimates[prompt].All;

    /// <summary>The method of the earlier research, which has also seen them.</summary>
    public EarlierEstimate Earlier(PromptExample prompt) => estimates[prompt].Earlier;
}
