using System.Collections.Concurrent;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using NSubstitute;

namespace JusInfer.Portal.Tests.Keys;

public sealed class ApiKeyCacheTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTime time = new(Now);
    private readonly IKeyStore store = Substitute.For<IKeyStore>();
    private readonly Signal<AccessChanged> changes = new();
    private readonly ApiKeyCache cache;
    private readonly KeyHash hash = KeyHash.From("jinf_any");
    private readonly KeyHolder holder;

    public ApiKeyCacheTests()
    {
        cache = new ApiKeyCache(store, changes, time);
        var member = new Member { Id = MemberId.New(Now), TeamId = TeamId.New(Now), UserId = UserId.New(Now), Email = "a@example.com", Role = Role.Member, JoinedAt = Now };
        holder = new KeyHolder(
            new ApiKey { Id = KeyId.New(Now), TeamId = member.TeamId, MemberId = member.Id, Name = "k", Display = "d", Terms = new KeyTerms { RequestsPerMinute = 600 }, CreatedAt = Now },
            member);
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder);
    }

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task A_cached_key_is_read_from_the_store_once_a_minute()
    {
        for (var i = 0; i < 10; i++) (await FindAsync()).ShouldBe(holder);
        await store.Received(1).FindAsync(hash, Arg.Any<CancellationToken>());

        time.Advance(TimeSpan.FromSeconds(61));
        (await FindAsync()).ShouldBe(holder);
        await store.Received(2).FindAsync(hash, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_cached_key_expires_on_time()
    {
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder with { Key = holder.Key with { ExpiresAt = Now.AddSeconds(5) } });
        (await FindAsync()).ShouldNotBeNull();

        time.Advance(TimeSpan.FromSeconds(5));

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_cached_secret_that_a_rotation_replaced_ends_on_time_and_the_key_does_not()
    {
        var rotated = holder.Key with { Previous = new PreviousSecret("d", Now.AddSeconds(5)), RotatedAt = Now };
        var present = KeyHash.From("jinf_present");
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder with { Key = rotated, HasPreviousSecret = true });
        store.FindAsync(present, Arg.Any<CancellationToken>()).Returns(holder with { Key = rotated });
        (await FindAsync()).ShouldNotBeNull();
        (await cache.FindAsync(present, TestContext.Current.CancellationToken)).ShouldNotBeNull();

        time.Advance(TimeSpan.FromSeconds(5));

        (await FindAsync()).ShouldBeNull();
        (await cache.FindAsync(present, TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_change_in_the_team_takes_effect_with_the_next_call()
    {
        await FindAsync();
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(Revoked());

        changes.Publish(new AccessChanged(holder.Key.TeamId));

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_change_in_another_team_does_not_affect_the_cache()
    {
        await FindAsync();

        changes.Publish(new AccessChanged(TeamId.New(Now)));
        await FindAsync();

        await store.Received(1).FindAsync(hash, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_key_that_was_unknown_is_found_once_it_is_minted()
    {
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns((KeyHolder?)null);
        (await FindAsync()).ShouldBeNull();
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder);

        changes.Publish(new AccessChanged(holder.Key.TeamId));

        (await FindAsync()).ShouldBe(holder);
    }

    [Fact]
    public async Task A_revocation_during_a_read_is_not_overwritten_by_its_result()
    {
        var reading = new TaskCompletionSource<KeyHolder?>();
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(_ => reading.Task, _ => Task.FromResult<KeyHolder?>(Revoked()));
        var first = FindAsync();

        changes.Publish(new AccessChanged(holder.Key.TeamId));
        reading.SetResult(holder);
        await first;

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task No_call_that_starts_after_a_revocation_finds_the_key()
    {
        for (var round = 0; round < 200; round++)
        {
            var revoked = false;
            store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(async Task<KeyHolder?> (_) =>
            {
                var seen = Volatile.Read(ref revoked) ? Revoked() : holder;
                await Task.Yield();
                return seen;
            });
            changes.Publish(new AccessChanged(holder.Key.TeamId));
            var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(FindAsync)).ToArray();

            Volatile.Write(ref revoked, true);
            changes.Publish(new AccessChanged(holder.Key.TeamId));
            var after = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(FindAsync)));
            await Task.WhenAll(callers);

            after.ShouldAllBe(found => found == null);
            (await FindAsync()).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Unknown_keys_are_not_cached()
    {
        var asked = new ConcurrentQueue<KeyHash>();
        store.FindAsync(Arg.Any<KeyHash>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            asked.Enqueue(call.Arg<KeyHash>());
            return (KeyHolder?)null;
        });

        for (ulong guess = 0; guess < 100; guess++)
        {
            await cache.FindAsync(new KeyHash(guess, 0, 0, 0), TestContext.Current.CancellationToken);
            await cache.FindAsync(new KeyHash(guess, 0, 0, 0), TestContext.Current.CancellationToken);
        }

        asked.Count.ShouldBe(200);
    }

    private KeyHolder Revoked() => holder with { Key = holder.Key with { RevokedAt = Now } };

    private async Task<KeyHolder?> FindAsync() => await cache.FindAsync(hash, TestContext.Current.CancellationToken);
}
