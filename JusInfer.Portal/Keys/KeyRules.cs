using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>The bounds of what a key can be.</summary>
internal static class KeyRules
{
    public const int MaxNameLength = 100;
    public const int MaxLabelLength = 128;
    public const int MaxPerMinute = RateLimits.MaxPerMinute;
    public const int MaxConcurrency = RateLimits.MaxConcurrency;

    /// <summary>30 days.</summary>
    public const int MaxOverlapSeconds = 30 * 24 * 60 * 60;
}
