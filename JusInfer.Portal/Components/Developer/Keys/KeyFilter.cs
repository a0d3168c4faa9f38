using System.Collections.Immutable;
using JusInfer.Portal.Reports.Keys;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Which keys the list shows, and in which order. Invalid values of the query string show all, the newest first.</summary>
internal sealed record KeyFilter
{
    /// <summary>The values in the query string.</summary>
    public static readonly ImmutableArray<(string Value, string Label, Predicate<KeyTableRow> Includes)> Statuses =
    [
        ("high", "Over 80%", static row => row.IsHighlyUsed),
        ("blocked", "Blocked", static row => row.IsBlocked),
        ("expiring", "Expiring", static row => row.IsExpiring),
        ("unused", "Unused 30 days", static row => row.IsUnused),
        ("ended", "Ended", static row => !row.IsLive),
    ];

    private static readonly ImmutableDictionary<string, Func<KeyTableRow, IComparable?>> Orders =
        new Dictionary<string, Func<KeyTableRow, IComparable?>>
        {
            ["name"] = static row => row.Key.Name.ToUpperInvariant(),
            ["owner"] = static row => row.Holder.ToUpperInvariant(),
            ["spend"] = static row => row.Spent.Value,
            ["used"] = static row => row.Key.LastUse?.At ?? DateTimeOffset.MinValue,
        }.ToImmutableDictionary();

    /// <summary>One of <see cref="Statuses"/>; null for all.</summary>
    public string? Status { get; private init; }

    /// <summary>A part of the name, of the holder or of the abbreviated key; null for all.</summary>
    public string? Name { get; private init; }

    /// <summary>The column by which the list is sorted, with a minus if ascending; null for the newest first.</summary>
    public string? Sort { get; private init; }

    public static KeyFilter Parse(string? status, string? name, string? sort) => new()
    {
        Status = Statuses.Any(known => known.Value == status) ? status : null,
        Name = string.IsNullOrWhiteSpace(name) ? null : name.Trim(),
        Sort = sort is not null && Orders.ContainsKey(sort.TrimStart('-')) ? sort : null,
    };

    /// <summary>The keys that are shown, those that have ended last.</summary>
    public ImmutableArray<KeyTableRow> Apply(ImmutableArray<KeyTableRow> rows)
    {
        var included = Statuses.FirstOrDefault(known => known.Value == Status).Includes;
        var found = rows.Where(row => (included is null || included(row)) && IsNamed(row));
        if (Sort is null) return [.. found.OrderByDescending(static row => row.IsLive)];
        var order = Orders[Sort.TrimStart('-')];
        var live = found.OrderByDescending(static row => row.IsLive);
        return [.. Sort.StartsWith('-') ? live.ThenBy(order) : live.ThenByDescending(order)];
    }

    private bool IsNamed(KeyTableRow row) =>
        Name is null
        || Array.Exists([row.Key.Name, row.Holder, row.Key.Display], text => text.Contains(Name, StringComparison.OrdinalIgnoreCase));
}
