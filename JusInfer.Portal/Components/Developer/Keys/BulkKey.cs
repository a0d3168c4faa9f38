using JusInfer.Portal.Reports.Formats;
using JusInfer.Portal.Reports.Keys;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>A key that is changed together with others, as text for the confirmation.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Display">The abbreviated key.</param>
/// <param name="Expiry">When it expires now.</param>
/// <param name="Cap">What it may spend per month now.</param>
/// <param name="Rate">Its requests per minute now.</param>
public sealed record BulkKey(string Id, string Name, string Display, string Expiry, string Cap, string Rate)
{
    internal static BulkKey From(KeyTableRow row) => new(
        row.Key.Id.ToString(),
        row.Key.Name,
        row.Key.Display,
        row.Key.ExpiresAt is { } end ? DateFormat.Day(end) : "never",
        row.Key.Terms.MonthlyCap is { } cap ? NumberFormat.Money(cap) : "no cap",
        NumberFormat.Count(row.Key.Terms.RequestsPerMinute));
}

/// <summary>What a change of several keys did.</summary>
/// <param name="Done">A sentence about the keys that were changed; null if there are none.</param>
/// <param name="Failed">The names of the other keys, and why.</param>
public sealed record BulkOutcome(string? Done, IReadOnlyList<(string Name, string Reason)> Failed);
