using System.Security.Cryptography;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class RefreshTokenExpiryContract(StoreFixture store) : StoreContract(store)
{
    private readonly ManualTime time = new(Noon);

    [Fact]
    public async Task Expired_tokens_are_deleted_and_a_revoked_family_stays_revoked()
    {
        await using var node = new StoreNode(Store.Options, time);
        var user = await AddUserAsync();
        var (plain, revoked) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(node, user, plain, Noon.AddDays(1));
        await AddAsync(node, user, revoked, Noon.AddDays(1));
        await node.RefreshTokens.RevokeFamilyAsync(revoked, Cancellation);
        var late = await AddAsync(node, user, revoked, Noon.AddDays(3));

        time.Advance(TimeSpan.FromDays(2));
        await AddAsync(node, user, Guid.NewGuid(), Noon.AddDays(9));

        (await FamiliesAsync(node, user)).ShouldNotContain(plain);
        (await node.RefreshTokens.UseAsync(late, time.GetUtcNow(), Cancellation)).ShouldBeNull();

        time.Advance(TimeSpan.FromDays(2));
        await AddAsync(node, user, Guid.NewGuid(), Noon.AddDays(9));

        (await FamiliesAsync(node, user)).ShouldNotContain(revoked);
    }

    private static async Task<byte[]> AddAsync(StoreNode node, UserId user, Guid family, DateTimeOffset expiresAt)
    {
        var token = new RefreshToken { Hash = RandomNumberGenerator.GetBytes(32), Family = family, User = user, ExpiresAt = expiresAt };
        await node.RefreshTokens.AddAsync(token, Cancellation);
        return token.Hash;
    }

    private static async Task<List<Guid>> FamiliesAsync(StoreNode node, UserId user)
    {
        await using var context = node.OpenContext();
        return await context.RefreshTokens.Where(row => row.UserId == user.Value).Select(row => row.Family).ToListAsync(Cancellation);
    }
}

public sealed class RefreshTokenExpiryOnSqlite(SqliteStore store) : RefreshTokenExpiryContract(store), IClassFixture<SqliteStore>;

public sealed class RefreshTokenExpiryOnPostgres(PostgresStore store) : RefreshTokenExpiryContract(store), IClassFixture<PostgresStore>;
