namespace JusInfer.Routing.Evaluation.Prompts;

/// <summary>A single prompt that a small and a large model have answered.</summary>
internal sealed record PromptExample
{
    /// <summary>The data set.</summary>
    public required string Set { get; init; }

    /// <summary>The fold of the question: the same question has the same fold in every data set.</summary>
    public required int Fold { get; init; }

    /// <summary>The same for the folds within a training set.</summary>
    public required int InnerFold { get; init; }

    /// <summary>The features without the scores of the words, which are the last ones.</summary>
    public required float[] Features { get; init; }

    /// <summary>The words of the text by <see cref="PromptWords"/>, with one more than the logarithm of their number.</summary>
    public required (ushort Word, float Frequency)[] TextWords { get; init; }

    /// <summary>The same with the names of the tools and their parameters.</summary>
    public required (ushort Word, float Frequency)[] Words { get; init; }

    public required int Bytes { get; init; }

    /// <summary>How well the small model has answered, 0 to 1.</summary>
    public required float Small { get; init; }

    /// <summary>How well the large model has answered, 0 to 1.</summary>
    public required float Large { get; init; }

    /// <summary>How well all models of the data set have answered on average, 0 to 1. With few models, the small and the large one.</summary>
    public required float Average { get; init; }

    /// <summary>The cost of the small model's answer, in dollars.</summary>
    public required double SmallCost { get; init; }

    /// <summary>The cost of the large model's answer, in dollars.</summary>
    public required double LargeCost { get; init; }

    public float Gain => Large - Small;
}
