using JusInfer.Portal.Routing.Steps;

namespace JusInfer.Routing.Evaluation.Steps;

/// <summary>How a step head is trained.</summary>
internal sealed record StepMethod
{
    private const int ShownSteps = 4;

    private static readonly StepAction[] Actions = Enum.GetValues<StepAction>();

    private static readonly int[] Kept = [.. Enumerable.Range(0, StepFeatures.Count).Where(static feature => !StepFeatures.Names[feature].StartsWith("action-", StringComparison.Ordinal))];

    private static readonly int[] Last = [.. Enumerable.Range(0, ShownSteps).Select(static step => StepFeatures.Names.IndexOf($"action-{step}"))];

    /// <summary>The head of the gateway.</summary>
    public static StepMethod Shipped { get; } = new() { Trees = TreeOptions.Default, Features = static features => features };

    /// <summary>
    /// The head of the earlier research, as a floor on the same sessions and folds: 200 trees of 15 leaves over counts of the session, the last four actions with one feature for
    /// each, and one score of the words of the last result and turn. Actions and words are those of the gateway's extractor.
    /// </summary>
    public static StepMethod Earlier { get; } = new()
    {
        Trees = TreeOptions.Earlier,
        Features = static features => [.. Kept.Select(feature => features[feature]), .. Last.SelectMany(feature => Actions.Select(action => (int)features[feature] == (int)action ? 1f : 0f))],
    };

    public required TreeOptions Trees { get; init; }

    /// <summary>The features of the trees, from those of <see cref="StepFeatures"/>.</summary>
    public required Func<float[], float[]> Features { get; init; }
}
