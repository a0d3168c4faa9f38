using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class KeyStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    [Trait("Promise", "P-7")]
    public async Task A_key_is_found_by_its_hash_together_with_its_member()
    {
        var owner = await AddTeamAsync();
        var key = NewKey(owner) with
        {
            Limits = new KeyLimits { RequestsPerMinute = 60, TokensPerMinute = 70, Concurrency = 8, MonthlyCap = NanoUsd.FromUsd(9.5m) },
            Models = ["openai/gpt-5", "qwen/qwen3-8b"],
            Sandbox = true,
            ExpiresAt = Noon.AddDays(1),
        };
        var hash = await AddAsync(key);

        var holder = (await Node.Keys.FindAsync(hash, Cancellation)).ShouldNotBeNull();

        ShouldBeSame(holder.Key, key);
        holder.Member.ShouldBe(owner);
    }

    [Fact]
    public async Task An_unknown_hash_finds_nothing() =>
        (await Node.Keys.FindAsync(NewHash(), Cancellation)).ShouldBeNull();

    [Fact]
    public async Task A_revoked_key_is_found_as_revoked()
    {
        var key = NewKey(await AddTeamAsync());
        var hash = await AddAsync(key);

        (await Node.Keys.UpdateAsync(key with { RevokedAt = Noon.AddMinutes(1), Version = 2 }, Cancellation)).ShouldBeTrue();

        (await Node.Keys.FindAsync(hash, Cancellation)).ShouldNotBeNull().Key.RevokedAt.ShouldBe(Noon.AddMinutes(1));
    }

    [Fact]
    public async Task An_update_with_an_older_copy_of_a_key_does_not_undo_its_revocation()
    {
        var key = NewKey(await AddTeamAsync());
        var hash = await AddAsync(key);
        await Node.Keys.UpdateAsync(key with { RevokedAt = Noon.AddMinutes(1), Version = 2 }, Cancellation);

        await Node.Keys.UpdateAsync(key with { Name = "renamed", Version = 3 }, Cancellation);

        var stored = (await Node.Keys.FindAsync(hash, Cancellation)).ShouldNotBeNull().Key;
        (stored.Name, stored.RevokedAt).ShouldBe(("renamed", Noon.AddMinutes(1)));
    }

    [Fact]
    [Trait("Promise", "P-11")]
    public async Task Every_changeable_field_of_a_key_is_stored()
    {
        var key = NewKey(await AddTeamAsync());
        await AddAsync(key);
        var changed = key with
        {
            Name = "renamed",
            Limits = new KeyLimits { RequestsPerMinute = 1, TokensPerMinute = 2, Concurrency = 3, MonthlyCap = new NanoUsd(4) },
            Models = ["openai/gpt-5"],
            ExpiresAt = Noon.AddDays(3),
            RevokedAt = Noon.AddDays(2),
            Version = 2,
        };

        (await Node.Keys.UpdateAsync(changed, Cancellation)).ShouldBeTrue();

        ShouldBeSame((await Node.Keys.FindAsync(key.TenantId, key.Id, Cancellation)).ShouldNotBeNull(), changed);
    }

    [Fact]
    public async Task A_key_is_updated_from_the_version_that_is_stored_and_no_other()
    {
        var key = NewKey(await AddTeamAsync());
        await AddAsync(key);

        (await Node.Keys.UpdateAsync(key with { Name = "first", Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Keys.UpdateAsync(key with { Name = "second", Version = 2 }, Cancellation)).ShouldBeFalse();

        ShouldBeSame((await Node.Keys.FindAsync(key.TenantId, key.Id, Cancellation)).ShouldNotBeNull(), key with { Name = "first", Version = 2 });
    }

    [Fact]
    public async Task Keys_are_listed_newest_first_including_revoked_ones()
    {
        var owner = await AddTeamAsync();
        var keys = Enumerable.Range(0, 3).Select(hour => NewKey(owner) with { CreatedAt = Noon.AddHours(hour) }).ToList();
        foreach (var key in keys) await AddAsync(key);
        await Node.Keys.UpdateAsync(keys[1] with { RevokedAt = Noon, Version = 2 }, Cancellation);

        var listed = await Node.Keys.ListAsync(owner.TenantId, Cancellation);

        listed.Select(key => key.Id).ShouldBe([keys[2].Id, keys[1].Id, keys[0].Id]);
    }

    [Fact]
    public async Task A_team_neither_sees_nor_changes_another_teams_keys()
    {
        var (owner, stranger) = (await AddTeamAsync(), await AddTeamAsync());
        var key = NewKey(stranger);
        await AddAsync(key);

        (await Node.Keys.ListAsync(owner.TenantId, Cancellation)).ShouldBeEmpty();
        (await Node.Keys.FindAsync(owner.TenantId, key.Id, Cancellation)).ShouldBeNull();
        (await Node.Keys.UpdateAsync(key with { TenantId = owner.TenantId, Name = "stolen", Version = 2 }, Cancellation)).ShouldBeFalse();
        (await Node.Keys.FindAsync(stranger.TenantId, key.Id, Cancellation)).ShouldNotBeNull().Name.ShouldBe(key.Name);
    }

    [Fact]
    public async Task A_key_cannot_act_for_a_member_of_another_team()
    {
        var (owner, stranger) = (await AddTeamAsync(), await AddTeamAsync());

        await Should.ThrowAsync<DbUpdateException>(() => AddAsync(NewKey(owner) with { MemberId = stranger.Id }));
    }

    [Fact]
    public async Task Every_change_of_a_key_is_announced_once()
    {
        var key = NewKey(await AddTeamAsync());

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            await AddAsync(key);
            await Node.Keys.UpdateAsync(key with { RevokedAt = Noon, Version = 2 }, Cancellation);
            await Node.Keys.UpdateAsync(key with { Id = KeyId.New(Noon), Version = 2 }, Cancellation);
        });

        published.Count(item => item == new AccessChanged(key.TenantId)).ShouldBe(2);
    }

    private static ApiKey NewKey(Member member) => new()
    {
        Id = KeyId.New(Noon),
        TenantId = member.TenantId,
        MemberId = member.Id,
        Name = "laptop",
        Display = "jinf_ab…wxyz",
        Limits = new KeyLimits { RequestsPerMinute = KeyLimits.DefaultRequestsPerMinute },
        CreatedAt = Noon,
    };

    private static KeyHash NewHash() => KeyHash.Of(Guid.NewGuid().ToString());

    private async Task<KeyHash> AddAsync(ApiKey key)
    {
        var hash = NewHash();
        await Node.Keys.AddAsync(key, hash, Cancellation);
        return hash;
    }

    /// <summary>Compares the contents of arrays, which records compare by reference.</summary>
    private static void ShouldBeSame(ApiKey stored, ApiKey given)
    {
        stored.Models.ShouldBe(given.Models);
        stored.ShouldBe(given with { Models = stored.Models });
    }
}

public sealed class KeyStoreOnSqlite(SqliteStore store) : KeyStoreContract(store), IClassFixture<SqliteStore>;

public sealed class KeyStoreOnPostgres(PostgresStore store) : KeyStoreContract(store), IClassFixture<PostgresStore>;
