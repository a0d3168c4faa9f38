using JusInfer.Portal.Reports.Keys;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>Which keys the list shows. Invalid values of the query string show all.</summary>
/// <param name="Status">One of <see cref="Statuses"/>; null for all.</param>
/// <param name="Name">A part of the name, of the holder or of the abbreviated key; null for all.</param>
internal sealed record KeyFilter(string? Status, string? Name)
{
    /// <summary>The values in the query string.</summary>
    public static readonly (string Value, string Label)[] Statuses = [("live", "Live"), ("blocked", "Blocked or paused"), ("ended", "Expired or revoked")];

    public bool IsSet => Status is not null || Name is not null;

    public static KeyFilter Parse(string? status, string? name) =>
        new(Array.Exists(Statuses, known => known.Value == status) ? status : null, string.IsNullOrWhiteSpace(name) ? null : name.Trim());

    public bool Includes(KeyTableRow row) =>
        Status switch { "live" => row is { IsLive: true, IsBlocked: false }, "blocked" => row.IsBlocked, "ended" => !row.IsLive, _ => true }
        && (Name is null || Array.Exists([row.Key.Name, row.Holder, row.Key.Display], text => text.Contains(Name, StringComparison.OrdinalIgnoreCase)));
}
