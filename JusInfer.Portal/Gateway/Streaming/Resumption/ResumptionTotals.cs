using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// The number of interrupted streams by outcome, since the start of the process. Attempted ones that are neither finished nor unfinished
/// are in progress.
/// </summary>
internal sealed record ResumptionTotals
{
    public required long Attempted { get; init; }

    public required long Finished { get; init; }

    /// <summary>Attempted but not completed, by reason.</summary>
    public required ImmutableArray<ReasonCount> Unfinished { get; init; }

    /// <summary>Not attempted, by reason.</summary>
    public required ImmutableArray<ReasonCount> NotAttempted { get; init; }

    public bool IsEmpty => Attempted == 0 && NotAttempted.IsEmpty;
}

/// <summary>The number of streams with one reason.</summary>
/// <param name="Reason">A code, for example <c>opted_out</c>.</param>
/// <param name="Count">The number of streams.</param>
internal readonly record struct ReasonCount(string Reason, long Count)
{
    /// <summary>The most frequent first.</summary>
    public static ImmutableArray<ReasonCount> From(IReadOnlyDictionary<string, long> sums) =>
        [.. sums.Select(static sum => new ReasonCount(sum.Key, sum.Value)).OrderByDescending(static sum => sum.Count)
            .ThenBy(static sum => sum.Reason, StringComparer.Ordinal)];
}
