using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Data.Stores;

internal static class KeyMapping
{
    public static KeyRow ToRow(ApiKey key, KeyHash hash) => new()
    {
        Id = key.Id,
        TenantId = key.TenantId,
        MemberId = key.MemberId,
        Hash = hash.ToBytes(),
        Name = key.Name,
        Display = key.Display,
        RequestsPerMinute = key.Limits.RequestsPerMinute,
        TokensPerMinute = key.Limits.TokensPerMinute,
        Concurrency = key.Limits.Concurrency,
        MonthlyCap = key.Limits.MonthlyCap,
        Models = [.. key.Models],
        Sandbox = key.Sandbox,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
        Version = key.Version,
    };

    public static ApiKey ToKey(KeyRow row) => new()
    {
        Id = row.Id,
        TenantId = row.TenantId,
        MemberId = row.MemberId,
        Name = row.Name,
        Display = row.Display,
        Limits = new KeyLimits
        {
            RequestsPerMinute = row.RequestsPerMinute,
            TokensPerMinute = row.TokensPerMinute,
            Concurrency = row.Concurrency,
            MonthlyCap = row.MonthlyCap,
        },
        Models = [.. row.Models],
        Sandbox = row.Sandbox,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        RevokedAt = row.RevokedAt,
        Version = row.Version,
    };
}
