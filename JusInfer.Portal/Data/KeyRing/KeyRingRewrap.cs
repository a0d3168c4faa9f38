using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.KeyRing;

/// <summary>Brings the stored Data Protection keys in line with the configured wrapping key at each start.</summary>
internal sealed class KeyRingRewrap(StoreOptions options)
{
    private WrappingKeys Keys => options.WrappingKeys;

    /// <summary>Wraps all keys with the current wrapping key that are in plain text or wrapped with another one; without one, makes them plain text.</summary>
    /// <exception cref="UnreadableKeysException">A key cannot be unwrapped. Nothing is changed.</exception>
    public async Task RunAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var rows = await ReadAsync(context, cancellationToken);
        var unreadable = rows.Where(IsUnreadable).Select(static row => WrappingKeys.IdOf(row.Xml)).OfType<string>().ToList();
        if (unreadable.Count > 0) throw new UnreadableKeysException(unreadable, rows.Count, Keys);
        var outdated = rows.Where(row => WrappingKeys.IdOf(row.Xml) != Keys.Current?.Id).ToList();
        if (outdated.Count == 0) return;

        await context.Database.OpenConnectionAsync(cancellationToken);
        if (!options.IsShared) await context.Database.ExecuteSqlAsync($"PRAGMA secure_delete = ON", cancellationToken);
        foreach (var row in outdated) row.Xml = Keys.Wrap(Keys.Unwrap(row.Xml)!);
        await context.SaveChangesAsync(cancellationToken);

        // Otherwise the pages with the earlier text stay in the file until they are used for something else.
        if (!options.IsShared) await context.Database.ExecuteSqlAsync($"PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
    }

    /// <summary>Deletes the keys that cannot be unwrapped.</summary>
    /// <returns>The number of deleted keys.</returns>
    public async Task<int> DiscardUnreadableAsync(PortalDbContext context, CancellationToken cancellationToken)
    {
        var unreadable = (await ReadAsync(context, cancellationToken)).Where(IsUnreadable).ToList();
        context.RemoveRange(unreadable);
        await context.SaveChangesAsync(cancellationToken);
        return unreadable.Count;
    }

    private static Task<List<DataProtectionKeyRow>> ReadAsync(PortalDbContext context, CancellationToken cancellationToken) =>
        context.DataProtectionKeys.OrderBy(row => row.Id).ToListAsync(cancellationToken);

    private bool IsUnreadable(DataProtectionKeyRow row) => Keys.Unwrap(row.Xml) is null;
}
