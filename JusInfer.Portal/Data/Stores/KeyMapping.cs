using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Data.Stores;

internal static class KeyMapping
{
    public static KeyRow ToRow(ApiKey key, KeyHash hash)
    {
        var row = new KeyRow
        {
            Id = key.Id,
            TeamId = key.TeamId,
            MemberId = key.MemberId,
            Hash = hash.ToBytes(),
            Name = key.Name,
            Display = key.Display,
            ParentId = key.ParentId,
            Service = key.Service,
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            RevokedAt = key.RevokedAt,
            ReportedAt = key.ReportedAt,
            Version = key.Version,
        };
        foreach (var column in KeyColumns.All) row[column.Name] = column.StoredOf(key.Terms);
        return row;
    }

    public static ApiKey ToKey(KeyRow row) => new()
    {
        Id = row.Id,
        TeamId = row.TeamId,
        MemberId = row.MemberId,
        Name = row.Name,
        Display = row.Display,
        Previous = row.PreviousEndsAt is { } end ? new PreviousSecret(row.PreviousDisplay ?? "", end, row.PreviousLastUsedAt) : null,
        RotatedAt = row.RotatedAt,
        Terms = KeyColumns.All.Aggregate(
            new KeyTerms { RequestsPerMinute = KeyTerms.DefaultRequestsPerMinute },
            (terms, column) => column.With(terms, row[column.Name])),
        ParentId = row.ParentId,
        Service = row.Service,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        RevokedAt = row.RevokedAt,
        ReportedAt = row.ReportedAt,
        LastUse = row.LastUsedAt is { } at ? new KeyUse(at, row.LastUsedAddress, row.LastUsedClient) : null,
        Version = row.Version,
    };
}
