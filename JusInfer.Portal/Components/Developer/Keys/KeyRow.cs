using JusInfer.Portal.Keys;
using JusInfer.Portal.Runaway;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>One row of the list of keys.</summary>
/// <param name="Key">The key.</param>
/// <param name="Holder">The e-mail address of the member that the key belongs to, or the team.</param>
/// <param name="Month">Its usage in the current UTC month.</param>
/// <param name="Pause">The pause of the key; null if it is not paused.</param>
/// <param name="Now">The time at which the list was read.</param>
internal sealed record KeyRow(ApiKey Key, string Holder, UsageSums Month, Pause? Pause, DateTimeOffset Now)
{
    public bool IsLive => Key.IsLive(Now);

    private static readonly TimeSpan NoticePeriod = TimeSpan.FromDays(14);

    /// <summary>Whether the key was reported as leaked, and so recently that the page says so above the list.</summary>
    public bool IsNewlyReported => Key.ReportedAt is { } at && Now - at < NoticePeriod;

    public string Status => this switch
    {
        { Key.RevokedAt: not null } => "Revoked",
        { IsLive: false } => "Expired",
        { Pause: not null } => "Paused",
        _ => "Live",
    };

    /// <summary>The UTC day on which a live key expires; null if it never does.</summary>
    public string? Expiry => IsLive && Key.ExpiresAt is { } end ? $"until {end.UtcDateTime:yyyy-MM-dd}" : null;
}
