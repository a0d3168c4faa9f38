using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

internal sealed class RefreshTokenStore(IDbContextFactory<PortalDbContext> contexts, TimeProvider time) : IRefreshTokenStore
{
    public async Task AddAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await DeleteExpiredAsync(context, token.User, cancellationToken);
        context.Add(new RefreshTokenRow
        {
            Hash = token.Hash,
            Family = token.Family,
            UserId = token.User.Value,
            ExpiresAt = token.ExpiresAt,
            UsedAt = token.UsedAt,
        });
        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task<bool> TryAddAsync(RefreshToken token, CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(token, cancellationToken);
            return true;
        }
        catch (DbUpdateException fault) when (UniqueViolation.Caused(fault))
        {
            return false;
        }
    }

    public async Task<RefreshToken?> UseAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = Find(context, hash);
        var before = await found.SingleOrDefaultAsync(cancellationToken);
        if (before is null) return null;

        // The condition of the update, not the read above, decides which of two concurrent uses is the first.
        var first = await found.Where(row => row.UsedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(token => token.UsedAt, now), cancellationToken) == 1;
        if (first) return ToToken(before, usedAt: null);
        return ToToken(before, before.UsedAt ?? now);
    }

    public async Task<RefreshToken?> ExchangeAsync(
        byte[] hash, DateTimeOffset now, RefreshSuccessor next, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = Find(context, hash).Where(row => row.ExpiresAt > now);
        if (await found.SingleOrDefaultAsync(cancellationToken) is not { } before) return null;
        await DeleteExpiredAsync(context, new UserId(before.UserId), cancellationToken);

        // The condition of the update decides, as above. The other use waits for the end of this transaction.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var first = await found.Where(row => row.UsedAt == null).ExecuteUpdateAsync(
            row => row.SetProperty(token => token.UsedAt, now).SetProperty(token => token.Successor, next.Sealed), cancellationToken) == 1;
        if (!first) return await found.SingleOrDefaultAsync(cancellationToken) is { } used ? ToToken(used, used.UsedAt) : null;

        await ForgetSuccessorsAsync(context, before.Family, now - RefreshTokens.ReuseInterval, cancellationToken);
        context.Add(new RefreshTokenRow { Hash = next.Hash, Family = before.Family, UserId = before.UserId, ExpiresAt = next.ExpiresAt });
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ToToken(before, usedAt: null);
    }

    public async Task RevokeFamilyAsync(Guid family, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.RefreshTokens
            .Where(row => row.Family == family)
            .ExecuteUpdateAsync(row => row.SetProperty(token => token.Revoked, true), cancellationToken);
    }

    /// <summary>
    /// The token, unless its family is revoked. A revocation marks the tokens that it finds; checking the whole family also finds a token
    /// that was stored at the same time.
    /// </summary>
    private static IQueryable<RefreshTokenRow> Find(PortalDbContext context, byte[] hash) => context.RefreshTokens.AsNoTracking()
        .Where(row => row.Hash == hash && !context.RefreshTokens.Any(other => other.Family == row.Family && other.Revoked));

    /// <summary>
    /// Deletes successors that nobody gets any more, with the next exchange of the session. Otherwise an old token and a copy of the store would give all tokens after it.
    /// </summary>
    private static Task<int> ForgetSuccessorsAsync(
        PortalDbContext context, Guid family, DateTimeOffset usedBefore, CancellationToken cancellationToken) => context.RefreshTokens
        .Where(row => row.Family == family && row.Successor != null && row.UsedAt < usedBefore)
        .ExecuteUpdateAsync(row => row.SetProperty(token => token.Successor, (byte[]?)null), cancellationToken);

    /// <summary>
    /// Deletes expired tokens. A revoked token is kept until its whole family has expired, because it marks the family as revoked.
    /// </summary>
    private async Task<int> DeleteExpiredAsync(PortalDbContext context, UserId user, CancellationToken cancellationToken)
    {
        var now = await context.ToStoreTimeAsync(time.GetUtcNow(), time, cancellationToken);
        return await context.RefreshTokens
            .Where(row => row.UserId == user.Value && row.ExpiresAt <= now)
            .Where(row => !row.Revoked || !context.RefreshTokens.Any(other => other.Family == row.Family && other.ExpiresAt > now))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private static RefreshToken ToToken(RefreshTokenRow row, DateTimeOffset? usedAt) => new()
    {
        Hash = row.Hash,
        Family = row.Family,
        User = new UserId(row.UserId),
        ExpiresAt = row.ExpiresAt,
        UsedAt = usedAt,
        Successor = row.Successor,
    };
}
