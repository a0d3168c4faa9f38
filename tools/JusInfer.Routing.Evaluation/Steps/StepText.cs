namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>A text before a step that a linear model scores by its words.</summary>
/// <param name="Size">The size of the table of weights.</param>
/// <param name="Words">The indices of the words in it.</param>
internal sealed record StepText(int Size, Func<StepExample, ushort[]> Words);
