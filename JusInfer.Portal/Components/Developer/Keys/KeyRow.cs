using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Components.Developer.Keys;

/// <summary>A key as the list shows it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Holder">The e-mail of the member it acts for.</param>
/// <param name="Month">What it used in the current UTC month.</param>
/// <param name="Now">When the list was read.</param>
internal sealed record KeyRow(ApiKey Key, string Holder, UsageSums Month, DateTimeOffset Now)
{
    public bool IsLive => Key.IsLive(Now);

    public string Status => this switch
    {
        { Key.RevokedAt: not null } => "Revoked",
        { IsLive: false } => "Expired",
        _ => "Live",
    };

    /// <summary>The UTC day on which a live key ends, if it does.</summary>
    public string? Expiry => IsLive && Key.ExpiresAt is { } end ? $"until {end.UtcDateTime:yyyy-MM-dd}" : null;
}
