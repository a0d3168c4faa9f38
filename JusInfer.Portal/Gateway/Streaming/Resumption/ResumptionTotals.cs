using System.Collections.Immutable;

namespace JusInfer.Portal.Gateway.Streaming.Resumption;

/// <summary>
/// What came of answers that broke off, since the process began. Those attempted and neither finished nor unfinished are under way.
/// </summary>
internal sealed record ResumptionTotals
{
    public required long Attempted { get; init; }

    public required long Finished { get; init; }

    /// <summary>Tried in vain, by the reason.</summary>
    public required ImmutableArray<ReasonCount> Unfinished { get; init; }

    /// <summary>Not tried, by the reason.</summary>
    public required ImmutableArray<ReasonCount> Refused { get; init; }

    public bool IsEmpty => Attempted == 0 && Refused.IsEmpty;
}

/// <param name="Reason">A fixed word, such as <c>opted_out</c>.</param>
/// <param name="Count">How often.</param>
internal readonly record struct ReasonCount(string Reason, long Count)
{
    /// <summary>The most frequent first.</summary>
    public static ImmutableArray<ReasonCount> Of(IReadOnlyDictionary<string, long> sums) =>
        [.. sums.Select(static sum => new ReasonCount(sum.Key, sum.Value)).OrderByDescending(static sum => sum.Count)
            .ThenBy(static sum => sum.Reason, StringComparer.Ordinal)];
}
