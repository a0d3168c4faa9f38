using System.Collections.Immutable;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Overview;

/// <summary>A key with much spend in a period.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Holder">The address of the member that holds it, or the team; null for a key that is gone.</param>
/// <param name="Cost">What its calls cost in the period.</param>
/// <param name="Values">US dollars per hour or day.</param>
/// <param name="Text">The same values as text.</param>
internal sealed record TopKey(string Id, string Name, string? Holder, NanoUsd Cost, ImmutableArray<decimal> Values, string Text)
{
    private const int MaxKeys = 5;

    /// <summary>The keys with the highest spend, the most expensive first.</summary>
    public static ImmutableArray<TopKey> From(
        OverviewFigures figures, ImmutableArray<ApiKey> keys, IReadOnlyDictionary<MemberId, string> emails)
    {
        var byId = keys.ToDictionary(static key => key.Id);
        return
        [
            .. figures.Keys.GroupBy(static row => row.Key)
                .OrderByDescending(static rows => rows.Sum(static row => row.Cost.Value)).Take(MaxKeys).Select(Create),
        ];

        TopKey Create(IGrouping<KeyId, KeyCost> rows)
        {
            var key = byId.GetValueOrDefault(rows.Key);
            var costs = rows.ToDictionary(static row => row.Start, static row => row.Cost);
            var texts = rows.Where(static row => row.Cost > NanoUsd.Zero).Select(static row => (row.Start, NumberFormat.Money(row.Cost)));
            return new TopKey(
                rows.Key.ToString(),
                key?.Name ?? rows.Key.ToString(),
                key is null ? null : KeyDescriptions.HolderOf(key, emails),
                rows.Aggregate(NanoUsd.Zero, static (sum, row) => sum + row.Cost),
                [.. figures.Period.Buckets.Select(start => costs.GetValueOrDefault(start).Usd)],
                figures.Period.Describe(texts) is { Length: > 0 } text ? text : "No spend");
        }
    }
}
