using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class SigningKeyStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : ISigningKeyStore
{
    /// <summary>The SQLSTATE of a transaction that read rows which another transaction has changed since.</summary>
    private const string SerializationFailure = "40001";

    public async Task<ImmutableArray<SigningKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.SigningKeys.AsNoTracking()
            .OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id)
            .ToListAsync(cancellationToken);
        var ahead = await context.ReadAheadAsync(clock, cancellationToken);
        return [.. rows.Select(row => new SigningKey(row.Id, row.Pkcs8, row.CreatedAt + ahead))];
    }

    public async Task AddAsync(SigningKey key, DateTimeOffset unlessSince, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await TryAddAsync(key, unlessSince, cancellationToken);
                return;
            }
            catch (Exception fault) when (fault.GetBaseException() is DbException { SqlState: SerializationFailure })
            {
                // Another node changed the keys at the same time: retry, and read its key.
            }
        }
    }

    public async Task RemoveOlderThanAsync(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        limit = await context.ToStoreTimeAsync(limit, clock, cancellationToken);
        await context.SigningKeys.Where(row => row.CreatedAt < limit).ExecuteDeleteAsync(cancellationToken);
    }

    private async Task TryAddAsync(SigningKey key, DateTimeOffset unlessSince, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ahead = await context.ReadAheadAsync(clock, cancellationToken);
        var (createdAt, since) = (key.CreatedAt - ahead, unlessSince - ahead);
        var latest = PlausibleTime.Latest(createdAt, TimeSpan.Zero);
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken);
        if (await context.SigningKeys.AnyAsync(row => row.CreatedAt >= since && row.CreatedAt <= latest, cancellationToken)) return;
        context.Add(new SigningKeyRow { Id = key.Id, Pkcs8 = key.Pkcs8, CreatedAt = createdAt });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
