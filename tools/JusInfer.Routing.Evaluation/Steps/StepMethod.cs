using System.Collections.Immutable;
using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>How a step head is trained.</summary>
internal sealed record StepMethod
{
    private const int ShownSteps = 4;

    private static readonly StepAction[] Actions = Enum.GetValues<StepAction>();

    /// <summary>The features of the gateway that the earlier research does not have.</summary>
    private static readonly string[] Added =
    [
        "reads-since-change", "searches-since-change", "lists-since-change", "changes-since-run", "previous-result", "result-growth", "mean-result", "bytes-since-change", "command",
        "previous-output", "result-text", "turn-text",
    ];

    private static readonly int[] Kept =
    [
        .. Enumerable.Range(0, StepFeatures.Count).Where(static feature => StepFeatures.Names[feature] is var name
            && !name.StartsWith("action-", StringComparison.Ordinal) && !name.StartsWith("kind-", StringComparison.Ordinal) && !Added.Contains(name)),
    ];

    private static readonly int[] Last = [.. Enumerable.Range(0, ShownSteps).Select(static step => StepFeatures.Names.IndexOf($"action-{step}"))];

    /// <summary>
    /// The head of the gateway: trees of the same form as the earlier ones, each over half of the features, and two scores of the words, which count once.
    /// </summary>
    public static StepMethod Shipped { get; } = new()
    {
        Trees = TreeOptions.Earlier with { Features = 0.5 },
        IsCalibrated = true,
        Texts = [new StepText(HashedText.Size, static step => step.ResultWords), new StepText(HashedText.Size, static step => step.TurnWords)],
        Features = static (features, texts) => [.. features[..^texts.Length], .. texts],
    };

    /// <summary>
    /// The head of the earlier research, as a floor on the same sessions and folds: 200 trees of 15 leaves over counts of the session, the last four actions with one feature for
    /// each, and one score of the words of the last result and turn. Actions and words are those of the gateway's extractor.
    /// </summary>
    public static StepMethod Earlier { get; } = new()
    {
        Trees = TreeOptions.Earlier,
        Texts = [new StepText(HashedText.Size / 2, static step => step.RepeatedWords)],
        Features = static (features, texts) => [.. Kept.Select(feature => features[feature]), .. texts, .. Last.SelectMany(feature => Actions.Select(action => (int)features[feature] == (int)action ? 1f : 0f))],
    };

    public required TreeOptions Trees { get; init; }

    /// <summary>Whether the probabilities are calibrated on sessions of the training that a model without them has predicted.</summary>
    public bool IsCalibrated { get; init; }

    public required ImmutableArray<StepText> Texts { get; init; }

    /// <summary>The features of the trees, from those of <see cref="StepFeatures"/> and the scores of the texts.</summary>
    public required Func<float[], float[], float[]> Features { get; init; }
}
