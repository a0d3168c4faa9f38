using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog;

/// <summary>
/// A published or own measurement of a model in one domain: how often it completes tasks, and with how many tokens. It has tokens rather than a
/// cost, so that the expected bill follows today's prices.
/// </summary>
internal sealed record TaskPrior
{
    /// <summary>The source and the harness of a measurement with a team's own tasks.</summary>
    public const string Own = "own";

    public required TaskDomain Domain { get; init; }

    /// <summary>The agent that the model was run in. Results of different agents are not compared.</summary>
    public required string Harness { get; init; }

    /// <summary>The share of tasks that were completed, 0 to 1.</summary>
    public required double ResolveRate { get; init; }

    /// <summary>The number of tasks.</summary>
    public required int Tasks { get; init; }

    /// <summary>Average prompt tokens of a task that were not cached.</summary>
    public required double InputTokens { get; init; }

    /// <summary>Average prompt tokens of a task that were read from the cache.</summary>
    public required double CacheReadTokens { get; init; }

    /// <summary>Average prompt tokens of a task that were written to the cache.</summary>
    public required double CacheWriteTokens { get; init; }

    /// <summary>Average output tokens of a task, reasoning included.</summary>
    public required double OutputTokens { get; init; }

    /// <summary>
    /// The cost that nine of ten tasks do not exceed, as a multiple of the average cost; null if unknown. A session that costs more goes back to the baseline.
    /// </summary>
    public double? Spend90 { get; init; }

    /// <summary>Average calls of a task; null if unknown.</summary>
    public double? Calls { get; init; }

    /// <summary>Average duration of a task; null if unknown.</summary>
    public double? Seconds { get; init; }

    /// <summary>Where the measurement was published.</summary>
    public required string Source { get; init; }

    /// <summary>The day of the measurement.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Known faults of the measurement, for example an incomplete run. A prior with a flag is shown and not used.</summary>
    public ImmutableArray<string> Flags { get; init; } = [];

    public bool IsOwn => Source == Own;

    public bool Usable => Flags.IsEmpty;

    /// <summary>The expected cost of a task at <paramref name="price"/>, in USD.</summary>
    public double CostAt(Price price) =>
        ((InputTokens * price.InputPerMillion.Value) + (CacheReadTokens * price.CacheReadPerMillion.Value)
            + (CacheWriteTokens * price.CacheWrite5mPerMillion.Value) + (OutputTokens * price.OutputPerMillion.Value)) / 1e15;
}
