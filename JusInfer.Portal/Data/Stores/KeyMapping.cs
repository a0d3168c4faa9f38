using System.Collections.Immutable;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Data.Stores;

internal static class KeyMapping
{
    public static KeyRow ToRow(ApiKey key, KeyHash hash) => new()
    {
        Id = key.Id,
        TeamId = key.TeamId,
        MemberId = key.MemberId,
        Hash = hash.ToBytes(),
        Name = key.Name,
        Display = key.Display,
        RequestsPerMinute = key.Limits.RequestsPerMinute,
        TokensPerMinute = key.Limits.TokensPerMinute,
        Concurrency = key.Limits.Concurrency,
        MonthlyCap = key.Limits.MonthlyCap,
        Models = [.. key.Models],
        AllowedAddresses = ToText(key.AllowedAddresses),
        Scope = key.Scope is KeyScope.KeysMint ? KeyScope.UsageRead : key.Scope,
        MintsKeys = key.Scope is KeyScope.KeysMint,
        ParentId = key.ParentId,
        Service = key.Service,
        Sandbox = key.Sandbox,
        CacheCare = key.CacheCare,
        Repository = key.Repository,
        Label = key.Label,
        CreatedAt = key.CreatedAt,
        ExpiresAt = key.ExpiresAt,
        RevokedAt = key.RevokedAt,
        ReportedAt = key.ReportedAt,
        Version = key.Version,
    };

    public static ApiKey ToKey(KeyRow row) => new()
    {
        Id = row.Id,
        TeamId = row.TeamId,
        MemberId = row.MemberId,
        Name = row.Name,
        Display = row.Display,
        Previous = row.PreviousEndsAt is { } end ? new PreviousSecret(row.PreviousDisplay ?? "", end, row.PreviousLastUsedAt) : null,
        RotatedAt = row.RotatedAt,
        Limits = new KeyLimits
        {
            RequestsPerMinute = row.RequestsPerMinute,
            TokensPerMinute = row.TokensPerMinute,
            Concurrency = row.Concurrency,
            MonthlyCap = row.MonthlyCap,
        },
        Models = [.. row.Models],
        AllowedAddresses = ToRanges(row.AllowedAddresses),
        Scope = row.MintsKeys ? KeyScope.KeysMint : row.Scope,
        ParentId = row.ParentId,
        Service = row.Service,
        Sandbox = row.Sandbox,
        CacheCare = row.CacheCare,
        Repository = row.Repository,
        Label = row.Label,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        RevokedAt = row.RevokedAt,
        ReportedAt = row.ReportedAt,
        LastUse = row.LastUsedAt is { } at ? new KeyUse(at, row.LastUsedAddress, row.LastUsedClient) : null,
        Version = row.Version,
    };

    /// <summary>The ranges as they are stored; null if there are none.</summary>
    public static string[]? ToText(ImmutableArray<AddressRange> ranges) => ranges.IsEmpty ? null : [.. ranges.Select(static range => range.ToString())];

    public static ImmutableArray<AddressRange> ToRanges(string[]? stored) => stored is null ? [] : [.. stored.Select(AddressRange.Parse)];
}
