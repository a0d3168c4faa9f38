using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Keys;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The keys that a key has minted.</summary>
internal static class MintedKeys
{
    /// <summary>
    /// Revokes them, in the transaction that revokes their parent. A key that is minted by another one is not a parent itself, so there is
    /// one generation.
    /// </summary>
    /// <returns>What the audit log says of each. It is appended last, since its lock is the last one that a transaction takes.</returns>
    public static async Task<List<AuditEvent>> RevokeAsync(
        PortalDbContext context, TeamId team, KeyId parent, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var live = context.Keys.Where(row => row.TeamId == team && row.ParentId == parent && row.RevokedAt == null);
        var minted = await live.AsNoTracking().OrderBy(row => row.Id).ToListAsync(cancellationToken);
        var changes = new List<AuditEvent>();
        foreach (var before in minted.Select(KeyMapping.ToKey))
        {
            var after = before with { RevokedAt = at, Version = before.Version + 1 };
            var revoked = await live.Where(row => row.Id == after.Id).ExecuteUpdateAsync(
                row => row.SetProperty(key => key.RevokedAt, at).SetProperty(key => key.Version, key => key.Version + 1),
                cancellationToken);
            if (revoked == 1) changes.Add(ChangeOf(before, after));
        }

        return changes;
    }

    public static AuditEvent ChangeOf(ApiKey before, ApiKey after) =>
        new(ActionOf(before, after), after.Id.ToString()) { Changes = AuditFields.Between(before, after) };

    private static string ActionOf(ApiKey before, ApiKey after) => before.RevokedAt is not null || after.RevokedAt is null
        ? before.RotatedAt == after.RotatedAt ? AuditActions.KeyChanged : AuditActions.KeyRotated
        : after.ReportedAt is null ? AuditActions.KeyRevoked
        : AuditActions.KeyReported;
}
