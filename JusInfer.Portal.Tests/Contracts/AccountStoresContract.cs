using System.Security.Cryptography;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.External;
using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Data.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class AccountStoresContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_refresh_token_is_unused_the_first_time_and_used_the_second()
    {
        var token = await AddTokenAsync();

        var first = (await Node.RefreshTokens.UseAsync(token.Hash, Noon, Cancellation)).ShouldNotBeNull();
        var second = (await Node.RefreshTokens.UseAsync(token.Hash, Noon.AddMinutes(1), Cancellation)).ShouldNotBeNull();

        (first with { Hash = token.Hash }).ShouldBe(token);
        (second with { Hash = token.Hash }).ShouldBe(token with { UsedAt = Noon });
        (await Node.RefreshTokens.UseAsync(RandomNumberGenerator.GetBytes(32), Noon, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_concurrent_uses_of_a_refresh_token_one_finds_it_unused()
    {
        var token = await AddTokenAsync();

        var uses = await ConcurrentlyAsync(8, () => Node.RefreshTokens.UseAsync(token.Hash, Noon, Cancellation));

        uses.Count(use => use.ShouldNotBeNull().UsedAt is null).ShouldBe(1);
    }

    [Fact]
    public async Task What_may_be_used_only_once_is_added_once()
    {
        var token = NewToken(await AddUserAsync(), Guid.NewGuid()) with { UsedAt = Noon };

        var added = await ConcurrentlyAsync(8, () => Node.RefreshTokens.TryAddAsync(token, Cancellation));

        added.Count(static first => first).ShouldBe(1);
    }

    /// <summary>Of two processes that share a token, each asks another node.</summary>
    [Fact]
    public async Task Of_concurrent_exchanges_of_a_refresh_token_on_two_nodes_all_see_the_successor_of_the_first()
    {
        await using var other = Store.NewNode();
        var token = await AddTokenAsync();
        var candidates = Enumerable.Range(0, 8).Select(index => NewSuccessor((byte)index)).ToArray();

        var uses = await ConcurrentlyAsync(8, index => (index % 2 == 0 ? Node : other).RefreshTokens
            .ExchangeAsync(token.Hash, Noon, candidates[index], Cancellation));

        var first = Array.FindIndex(uses, static use => use.ShouldNotBeNull().UsedAt is null);
        foreach (var later in uses.Where((_, index) => index != first))
            (later!.UsedAt, later.Successor.ShouldNotBeNull()[0]).ShouldBe((Noon, (byte)first));
        for (var index = 0; index < candidates.Length; index++)
        {
            var next = await Node.RefreshTokens.UseAsync(candidates[index].Hash, Noon, Cancellation);
            (next?.Family, next?.User).ShouldBe(index == first ? (token.Family, token.User) : (null, null));
        }
    }

    [Fact]
    public async Task A_refresh_token_that_has_expired_or_is_revoked_is_not_exchanged()
    {
        var (expired, revoked) = (await AddTokenAsync(), await AddTokenAsync());
        await Node.RefreshTokens.RevokeFamilyAsync(revoked.Family, Cancellation);
        var next = NewSuccessor(1);

        (await Node.RefreshTokens.ExchangeAsync(expired.Hash, expired.ExpiresAt, next, Cancellation)).ShouldBeNull();
        (await Node.RefreshTokens.ExchangeAsync(revoked.Hash, Noon, next, Cancellation)).ShouldBeNull();

        (await Node.RefreshTokens.UseAsync(next.Hash, Noon, Cancellation)).ShouldBeNull();
    }

    /// <summary>An old token and a copy of the store would otherwise give every token after it.</summary>
    [Fact]
    public async Task The_successor_of_a_refresh_token_is_forgotten_when_nobody_gets_it_any_more()
    {
        var token = await AddTokenAsync();
        var (second, third) = (NewSuccessor(2), NewSuccessor(3));
        await Node.RefreshTokens.ExchangeAsync(token.Hash, Noon, second, Cancellation);

        await Node.RefreshTokens.ExchangeAsync(second.Hash, Noon.AddMinutes(15), third, Cancellation);

        (await Node.RefreshTokens.UseAsync(token.Hash, Noon, Cancellation)).ShouldNotBeNull().Successor.ShouldBeNull();
        (await Node.RefreshTokens.UseAsync(second.Hash, Noon, Cancellation)).ShouldNotBeNull().Successor.ShouldBe(third.Sealed);
    }

    [Fact]
    public async Task A_revoked_family_cannot_be_used_including_a_token_stored_at_the_same_time()
    {
        var token = await AddTokenAsync();
        var unrelated = await AddTokenAsync();

        await Node.RefreshTokens.RevokeFamilyAsync(token.Family, Cancellation);
        var late = NewToken(token.User, token.Family);
        await Node.RefreshTokens.AddAsync(late, Cancellation);

        (await Node.RefreshTokens.UseAsync(token.Hash, Noon, Cancellation)).ShouldBeNull();
        (await Node.RefreshTokens.UseAsync(late.Hash, Noon, Cancellation)).ShouldBeNull();
        (await Node.RefreshTokens.UseAsync(unrelated.Hash, Noon, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_two_nodes_that_rotate_the_signing_key_concurrently_one_succeeds()
    {
        await using var other = Store.NewNode();
        foreach (var day in Enumerable.Range(0, 5))
        {
            var now = Noon.AddDays(day);
            await ConcurrentlyAsync(6, index => EitherNode(index).AddAsync(NewSigningKey(now), now.AddHours(-1), Cancellation));
        }

        var keys = await Node.SigningKeys.ListAsync(Cancellation);

        keys.Select(key => key.CreatedAt).ShouldBe(Enumerable.Range(0, 5).Select(day => Noon.AddDays(4 - day)));
        await Node.SigningKeys.RemoveOlderThanAsync(Noon.AddDays(3), Cancellation);
        (await other.SigningKeys.ListAsync(Cancellation)).Select(key => key.Id).ShouldBe(keys.Take(2).Select(key => key.Id));

        ISigningKeyStore EitherNode(int index) => (index % 2 == 0 ? Node : other).SigningKeys;
    }

    [Fact]
    public async Task Of_concurrent_claims_exactly_one_account_becomes_the_operator()
    {
        (await Node.Operators.ExistsAsync(Cancellation)).ShouldBeFalse();
        await using var other = Store.NewNode();
        var users = new List<UserId>();
        for (var count = 0; count < 6; count++) users.Add(await AddUserAsync());

        var claims = await ConcurrentlyAsync(6, index => EitherNode(index).TryClaimFirstAsync(users[index], Cancellation));

        claims.Count(claimed => claimed).ShouldBe(1);
        foreach (var (user, claimed) in users.Zip(claims)) (await other.Operators.IsOperatorAsync(user, Cancellation)).ShouldBe(claimed);
        (await Node.Operators.TryClaimFirstAsync(await AddUserAsync(), Cancellation)).ShouldBeFalse();
        (await Node.Operators.ExistsAsync(Cancellation)).ShouldBeTrue();

        IOperatorStore EitherNode(int index) => (index % 2 == 0 ? Node : other).Operators;
    }

    [Fact]
    public async Task An_e_mail_address_is_verified_once_it_is_marked_so()
    {
        var user = NewUser($"{Guid.NewGuid():N}@example.com");
        await Node.WithUsersAsync(users => users.CreateAsync(user, Cancellation));
        (await Node.Operators.HasVerifiedEmailAsync(user.UserId, Cancellation)).ShouldBeFalse();
        (await Node.Operators.FindVerifiedEmailAsync(user.UserId, Cancellation)).ShouldBeNull();

        user.EmailConfirmed = true;
        await Node.WithUsersAsync(users => users.UpdateAsync(user, Cancellation));

        (await Node.Operators.HasVerifiedEmailAsync(user.UserId, Cancellation)).ShouldBeTrue();
        (await Node.Operators.FindVerifiedEmailAsync(user.UserId, Cancellation)).ShouldBe(user.Email);
    }

    [Fact]
    public async Task A_listed_address_that_a_provider_has_verified_is_verified_no_longer()
    {
        var (marked, own, other) = (NewUser($"{Guid.NewGuid():N}@example.com"), NewUser($"{Guid.NewGuid():N}@example.com"),
            NewUser($"{Guid.NewGuid():N}@example.com"));
        foreach (var user in new[] { marked, own, other })
        {
            user.EmailConfirmed = true;
            await Node.WithUsersAsync(users => users.CreateAsync(user, Cancellation));
            if (user == own) continue;
            await using var context = await Node.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Cancellation);
            context.Add(new IdentityUserToken<Guid>
            {
                UserId = user.Id,
                LoginProvider = "external",
                Name = ExternalIdentity.VerifiedToken,
                Value = "true",
            });
            await context.SaveChangesAsync(Cancellation);
        }

        await Node.Operators.UnverifyAsync([marked.Email!.ToUpperInvariant(), own.Email!], Cancellation);

        (await Node.Operators.FindVerifiedEmailAsync(marked.UserId, Cancellation)).ShouldBeNull();
        (await Node.Operators.FindVerifiedEmailAsync(own.UserId, Cancellation)).ShouldBe(own.Email, "our own mail has verified it");
        (await Node.Operators.FindVerifiedEmailAsync(other.UserId, Cancellation)).ShouldBe(other.Email, "it is not listed");
        await using (var context = await Node.Get<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Cancellation))
        {
            await context.Users.Where(row => row.Id == marked.Id)
                .ExecuteUpdateAsync(static row => row.SetProperty(account => account.EmailConfirmed, true), Cancellation);
        }

        await Node.Operators.UnverifyAsync([marked.Email!], Cancellation);
        (await Node.Operators.FindVerifiedEmailAsync(marked.UserId, Cancellation))
            .ShouldBe(marked.Email, "our own mail has verified it since");

        // It is not listed yet. A mailed link for a new password, for example, proves the address.
        await Node.Get<IAddressProofStore>().ProveAsync(other.UserId, other.Email!, Noon, Cancellation);
        await Node.Operators.UnverifyAsync([other.Email!], Cancellation);
        (await Node.Operators.FindVerifiedEmailAsync(other.UserId, Cancellation))
            .ShouldBe(other.Email, "our own mail has verified it since");
    }

    [Fact]
    [Trait("Promise", "P-3")]
    public async Task Of_concurrent_sign_ups_with_one_email_one_succeeds_and_the_others_get_an_error()
    {
        var results = await ConcurrentlyAsync(4, () => Node.WithUsersAsync(users =>
            users.CreateAsync(NewUser("same@example.com"), Cancellation)));

        results.Count(result => result.Succeeded).ShouldBe(1);
        results.SelectMany(result => result.Errors).Select(error => error.Code)
            .ShouldBe(Enumerable.Repeat(nameof(IdentityErrorDescriber.DuplicateUserName), 3));
    }

    [Fact]
    public async Task An_account_is_found_by_its_name_with_the_fields_that_sign_in_needs()
    {
        var user = NewUser("whole@example.com");
        user.PasswordHash = "hash";
        user.SecurityStamp = "stamp";
        user.AccessFailedCount = 3;
        user.LockoutEnabled = true;
        user.LockoutEnd = Noon.AddMinutes(5);
        await Node.WithUsersAsync(users => users.CreateAsync(user, Cancellation));

        var found = (await Node.WithUsersAsync(users => users.FindByNameAsync("WHOLE@EXAMPLE.COM", Cancellation))).ShouldNotBeNull();

        found.UserId.ShouldBe(user.UserId);
        (found.Email, found.PasswordHash, found.SecurityStamp).ShouldBe((user.Email, "hash", "stamp"));
        (found.AccessFailedCount, found.LockoutEnabled, found.LockoutEnd, found.CreatedAt).ShouldBe((3, true, Noon.AddMinutes(5), Noon));
    }

    [Fact]
    public async Task A_passkey_is_stored_with_its_account()
    {
        var user = NewUser("passkey@example.com");
        var id = RandomNumberGenerator.GetBytes(16);
        await Node.WithUsersAsync(async users =>
        {
            await users.CreateAsync(user, Cancellation);
            var passkey = new UserPasskeyInfo(
                id, publicKey: [1, 2], Noon, signCount: 7, ["usb"], isUserVerified: true, isBackupEligible: false, isBackedUp: false, [3], [4]);
            await ((IUserPasskeyStore<PortalUser>)users).AddOrUpdatePasskeyAsync(user, passkey, Cancellation);
            return await users.UpdateAsync(user, Cancellation);
        });

        var owner = await Node.WithUsersAsync(users => ((IUserPasskeyStore<PortalUser>)users).FindByPasskeyIdAsync(id, Cancellation));

        owner.ShouldNotBeNull().UserId.ShouldBe(user.UserId);
    }

    private static SigningKey NewSigningKey(DateTimeOffset at) => new(Guid.NewGuid().ToString("N"), [1, 2, 3], at);

    private static RefreshSuccessor NewSuccessor(byte content) =>
        new(RandomNumberGenerator.GetBytes(32), [content], NewToken(default, default).ExpiresAt);

    private static RefreshToken NewToken(UserId user, Guid family) => new()
    {
        Hash = RandomNumberGenerator.GetBytes(32),
        Family = family,
        User = user,
        ExpiresAt = DateTimeOffset.MaxValue.AddYears(-1000).AddTicks(-9),
    };

    private async Task<RefreshToken> AddTokenAsync()
    {
        var token = NewToken(await AddUserAsync(), Guid.NewGuid());
        await Node.RefreshTokens.AddAsync(token, Cancellation);
        return token;
    }

    private static Task<T[]> ConcurrentlyAsync<T>(int count, Func<Task<T>> act) => ConcurrentlyAsync(count, _ => act());

    private static Task<T[]> ConcurrentlyAsync<T>(int count, Func<int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(index => Task.Run(() => act(index), Cancellation)));

    private static Task ConcurrentlyAsync(int count, Func<int, Task> act) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(index => Task.Run(() => act(index), Cancellation)));
}

public sealed class AccountStoresOnSqlite(SqliteStore store) : AccountStoresContract(store), IClassFixture<SqliteStore>;

public sealed class AccountStoresOnPostgres(PostgresStore store) : AccountStoresContract(store), IClassFixture<PostgresStore>;
