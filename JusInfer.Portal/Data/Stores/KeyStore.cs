using System.Collections.Immutable;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Changes;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace JusInfer.Portal.Data.Stores;

internal sealed class KeyStore(IDbContextFactory<PortalDbContext> contexts, ChangeWriter writer, AuditWriter audit) : IKeyStore
{
    public Task AddAsync(ApiKey key, KeyHash hash, CancellationToken cancellationToken) => writer.WriteAsync(
        key.TeamId,
        async context =>
        {
            if (key.ParentId is { } parent && await LockAsync(context, key.TeamId, parent, cancellationToken) is { } revokedAt)
                key = key with { RevokedAt = revokedAt };
            context.Add(KeyMapping.ToRow(key, hash));
            var added = await context.SaveChangesAsync(cancellationToken);
            var what = new AuditEvent(AuditActions.KeyCreated, key.Id.ToString()) { Changes = AuditFields.Between(null, key) };
            await audit.AppendAsync(context, key.TeamId, what, cancellationToken);
            return added;
        },
        cancellationToken);

    public async Task<KeyHolder?> FindAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        var bytes = hash.ToBytes();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await (
            from key in context.Keys.AsNoTracking()
            join member in context.Members on key.MemberId equals member.Id
            join user in context.Users on member.UserId equals user.Id
            join team in context.Teams on key.TeamId equals team.Id
            where (key.Hash == bytes || key.PreviousHash == bytes) && (key.Service || member.RemovedAt == null)
            select new { Key = key, Member = new MemberWithEmail { Member = member, Email = user.Email }, Team = team })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return null;
        var stored = KeyMapping.ToKey(found.Key);
        var holder = stored.Service ? KeyHolder.OfService(stored) : new KeyHolder(stored, found.Member.ToMember());
        return holder with
        {
            HasPreviousSecret = !found.Key.Hash.AsSpan().SequenceEqual(bytes),
            TeamRates = found.Team.Rates,
            Responses = found.Team.ResponsePolicy,
            Policy = found.Team.KeyPolicy,
            Routing = found.Team.RoutingPolicy,
        };
    }

    public async Task<ApiKey?> FindAsync(TeamId team, KeyId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Keys.AsNoTracking().SingleOrDefaultAsync(row => row.TeamId == team && row.Id == id, cancellationToken);
        return row is null ? null : KeyMapping.ToKey(row);
    }

    public async Task<ImmutableArray<ApiKey>> ListAsync(TeamId team, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.Keys.AsNoTracking()
            .Where(row => row.TeamId == team)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(KeyMapping.ToKey)];
    }

    public Task<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken) => WriteAsync(key, secret: null, cancellationToken);

    public Task<bool> RotateAsync(ApiKey key, KeyHash secret, CancellationToken cancellationToken) =>
        WriteAsync(key, secret, cancellationToken);

    public async Task AddUsesAsync(IReadOnlyDictionary<(KeyId Key, bool Previous), KeyUse> uses, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);

        // In the order of their ids, so that two nodes cannot deadlock.
        foreach (var ((id, isPrevious), use) in uses.OrderBy(static use => use.Key))
        {
            var (at, address, client, latest) = (use.At, use.Address, use.Client, use.At - KeyUseLog.Resolution);
            if (isPrevious)
            {
                // Unless another rotation came between the use and this.
                await context.Keys
                    .Where(row => row.Id == id && row.RotatedAt <= at && row.PreviousEndsAt > at
                        && (row.PreviousLastUsedAt == null || row.PreviousLastUsedAt <= latest))
                    .ExecuteUpdateAsync(row => row.SetProperty(stored => stored.PreviousLastUsedAt, at), cancellationToken);
            }

            await context.Keys.Where(row => row.Id == id && row.RevokedAt == null && (row.LastUsedAt == null || row.LastUsedAt <= latest)).ExecuteUpdateAsync(
                row => row
                    .SetProperty(stored => stored.LastUsedAt, at)
                    .SetProperty(stored => stored.LastUsedAddress, address)
                    .SetProperty(stored => stored.LastUsedClient, client),
                cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private Task<bool> WriteAsync(ApiKey key, KeyHash? secret, CancellationToken cancellationToken) => writer.WriteAsync(
        key.TeamId,
        async context =>
        {
            var rows = context.Keys.Where(row => row.TeamId == key.TeamId && row.Id == key.Id);
            var before = await rows.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            var changed = await rows
                .Where(row => row.Version == key.Version - 1)
                .ExecuteUpdateAsync(
                    row =>
                    {
                        SetTerms(row, key);
                        SetSecrets(row, key, secret);
                    },
                    cancellationToken);
            if (changed == 0) return 0;
            var minted = key.RevokedAt is { } at
                ? await MintedKeys.RevokeAsync(context, key.TeamId, key.Id, at, cancellationToken)
                : [];
            foreach (var change in minted.Prepend(MintedKeys.ChangeOf(KeyMapping.ToKey(before!), key)))
                await audit.AppendAsync(context, key.TeamId, change, cancellationToken);
            return changed;
        },
        cancellationToken);

    private static void SetTerms(UpdateSettersBuilder<KeyRow> row, ApiKey key)
    {
        var setter = new TermSetter(row, key.Terms);
        foreach (var column in KeyColumns.All.Where(static column => !column.IsFixed)) column.Accept(setter);
        row
            .SetProperty(stored => stored.Name, key.Name)
            .SetProperty(stored => stored.ExpiresAt, key.ExpiresAt)
            .SetProperty(stored => stored.RevokedAt, stored => stored.RevokedAt ?? key.RevokedAt)
            .SetProperty(stored => stored.ReportedAt, stored => stored.ReportedAt ?? key.ReportedAt)
            .SetProperty(stored => stored.Version, key.Version);
    }

    private static void SetSecrets(UpdateSettersBuilder<KeyRow> row, ApiKey key, KeyHash? secret)
    {
        var end = key.Previous?.EndsAt;
        row.SetProperty(stored => stored.PreviousEndsAt, end);
        if (secret is { } hash)
        {
            var bytes = hash.ToBytes();
            row
                .SetProperty(stored => stored.Hash, bytes)
                .SetProperty(stored => stored.MemberId, key.MemberId)
                .SetProperty(stored => stored.Display, key.Display)
                .SetProperty(stored => stored.RotatedAt, key.RotatedAt);
        }

        if (end is null)
            row
                .SetProperty(stored => stored.PreviousHash, (byte[]?)null)
                .SetProperty(stored => stored.PreviousDisplay, (string?)null)
                .SetProperty(stored => stored.PreviousLastUsedAt, (DateTimeOffset?)null);
        else if (secret is not null)
            row
                .SetProperty(stored => stored.PreviousHash, stored => stored.Hash)
                .SetProperty(stored => stored.PreviousDisplay, stored => stored.Display)
                .SetProperty(stored => stored.PreviousLastUsedAt, (DateTimeOffset?)null);
    }

    /// <summary>Keeps the parent of a new key from being revoked until the key is stored, so that its revocation finds it.</summary>
    /// <returns>When the parent was revoked; null if it was not.</returns>
    private static async Task<DateTimeOffset?> LockAsync(
        PortalDbContext context, TeamId team, KeyId parent, CancellationToken cancellationToken)
    {
        var rows = context.Keys.Where(row => row.TeamId == team && row.Id == parent);
        await rows.ExecuteUpdateAsync(
            static row => row.SetProperty(stored => stored.Version, static stored => stored.Version), cancellationToken);
        return await rows.Select(static row => row.RevokedAt).SingleOrDefaultAsync(cancellationToken);
    }

    private sealed class TermSetter(UpdateSettersBuilder<KeyRow> row, KeyTerms terms) : IKeyColumnVisitor
    {
        public void Visit<T>(KeyColumn<T> column)
        {
            var (name, value) = (column.Name, column.Get(terms));
            row.SetProperty(stored => EF.Property<T>(stored, name), value);
        }
    }
}
