using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Keys;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>What the drawer shows and changes of a key.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Display">The abbreviated key.</param>
/// <param name="Version">Its version.</param>
public sealed record EditedKey(string Id, string Name, string Display, long Version)
{
    internal KeyTerms Terms { get; private init; } = default!;

    /// <summary>Null if the key never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it got its present secret by a rotation; null if it has the first one.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>The secret before the last rotation while it works; null otherwise.</summary>
    internal PreviousSecret? Previous { get; init; }

    /// <summary>The member that holds it, or the team.</summary>
    public string Holder { get; init; } = "";

    public string Status { get; init; } = "";

    /// <summary>Why its calls are rejected; null if they are not.</summary>
    public string? Reason { get; init; }

    /// <summary>Null if it was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>From where and by which client it was used last.</summary>
    public string? LastUse { get; init; }

    /// <summary>Whether the user may change its name, repository and label.</summary>
    public bool CanChange { get; init; }

    /// <summary>Whether the user may change everything.</summary>
    public bool CanLimit { get; init; }

    internal static EditedKey From(KeyTableRow row) => new(row.Key.Id.ToString(), row.Key.Name, row.Key.Display, row.Key.Version)
    {
        Terms = row.Key.Terms,
        ExpiresAt = row.Key.ExpiresAt,
        CreatedAt = row.Key.CreatedAt,
        RotatedAt = row.Key.RotatedAt,
        Previous = row.Previous,
        Holder = row.Holder,
        Status = row.StatusName,
        Reason = row.Reason,
        LastUsedAt = row.Key.LastUse?.At,
        LastUse = row.Key.LastUse is { } use ? KeyDescriptions.OriginOf(use) : null,
        CanChange = row is { CanChange: true, IsLive: true },
        CanLimit = row is { CanLimit: true, IsLive: true },
    };
}
