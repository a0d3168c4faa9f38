namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The head for prompts next to the method of the earlier research.</summary>
/// <param name="Earlier">The values of its ridge regression, of its stack on the gain and of its stack with two heads.</param>
/// <param name="Best">The best of these three values.</param>
/// <param name="Own">The value of the head.</param>
/// <param name="Better">By how much the head is better than the best of the three: paired, from the same samples.</param>
internal sealed record PromptComparison(double[] Earlier, double Best, double Own, Interval Better);
