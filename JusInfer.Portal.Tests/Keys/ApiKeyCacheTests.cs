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
    private readonly ApiKeyCache directory;
    private readonly KeyHash hash = KeyHash.Of("jinf_any");
    private readonly KeyHolder holder;

    public ApiKeyCacheTests()
    {
        directory = new ApiKeyCache(store, changes, time);
        var member = new Member { Id = MemberId.New(Now), TenantId = TenantId.New(Now), UserId = UserId.New(Now), Email = "a@example.com", Role = Role.Member, JoinedAt = Now };
        holder = new KeyHolder(
            new ApiKey { Id = KeyId.New(Now), TenantId = member.TenantId, MemberId = member.Id, Name = "k", Display = "d", Limits = new KeyLimits { RequestsPerMinute = 600 }, CreatedAt = Now },
            member);
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder);
    }

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_known_key_asks_the_store_once_a_minute()
    {
        for (var i = 0; i < 10; i++) (await FindAsync()).ShouldBe(holder);
        await store.Received(1).FindAsync(hash, Arg.Any<CancellationToken>());

        time.Advance(TimeSpan.FromSeconds(61));
        (await FindAsync()).ShouldBe(holder);
        await store.Received(2).FindAsync(hash, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_key_expires_on_time_though_it_is_remembered()
    {
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder with { Key = holder.Key with { ExpiresAt = Now.AddSeconds(5) } });
        (await FindAsync()).ShouldNotBeNull();

        time.Advance(TimeSpan.FromSeconds(5));

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_change_in_the_team_is_seen_at_the_next_call()
    {
        await FindAsync();
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(Revoked());

        changes.Publish(new AccessChanged(holder.Key.TenantId));

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_change_in_another_team_costs_nothing()
    {
        await FindAsync();

        changes.Publish(new AccessChanged(TenantId.New(Now)));
        await FindAsync();

        await store.Received(1).FindAsync(hash, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_key_that_was_unknown_is_known_once_it_is_minted()
    {
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns((KeyHolder?)null);
        (await FindAsync()).ShouldBeNull();
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(holder);

        changes.Publish(new AccessChanged(holder.Key.TenantId));

        (await FindAsync()).ShouldBe(holder);
    }

    [Fact]
    public async Task A_revocation_that_comes_while_the_key_is_read_is_not_overwritten_by_what_was_read()
    {
        var reading = new TaskCompletionSource<KeyHolder?>();
        store.FindAsync(hash, Arg.Any<CancellationToken>()).Returns(_ => reading.Task, _ => Task.FromResult<KeyHolder?>(Revoked()));
        var first = FindAsync();

        changes.Publish(new AccessChanged(holder.Key.TenantId));
        reading.SetResult(holder);
        await first;

        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Under_any_interleaving_no_call_that_starts_after_a_revocation_passes()
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
            changes.Publish(new AccessChanged(holder.Key.TenantId));
            var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(FindAsync)).ToArray();

            Volatile.Write(ref revoked, true);
            changes.Publish(new AccessChanged(holder.Key.TenantId));
            var after = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(FindAsync)));
            await Task.WhenAll(callers);

            after.ShouldAllBe(found => found == null);
            (await FindAsync()).ShouldBeNull();
        }
    }

    [Fact]
    public async Task An_unknown_key_takes_no_room_from_those_that_call()
    {
        var asked = new ConcurrentQueue<KeyHash>();
        store.FindAsync(Arg.Any<KeyHash>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            asked.Enqueue(call.Arg<KeyHash>());
            return (KeyHolder?)null;
        });

        for (ulong guess = 0; guess < 100; guess++)
        {
            await directory.FindAsync(new KeyHash(guess, 0, 0, 0), TestContext.Current.CancellationToken);
            await directory.FindAsync(new KeyHash(guess, 0, 0, 0), TestContext.Current.CancellationToken);
        }

        asked.Count.ShouldBe(200);
    }

    private KeyHolder Revoked() => holder with { Key = holder.Key with { RevokedAt = Now } };

    private async Task<KeyHolder?> FindAsync() => await directory.FindAsync(hash, TestContext.Current.CancellationToken);
}
