using JusInfer.Portal.Accounts.Verification;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;
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
            Terms = new KeyTerms
            {
                RequestsPerMinute = 60,
                TokensPerMinute = 70,
                Concurrency = 8,
                MonthlyCap = NanoUsd.FromUsd(9.5m),
                Models = ["openai/gpt-5", "qwen/qwen3-8b"],
                AllowedAddresses = [AddressRange.Parse("10.0.0.0/8"), AddressRange.Parse("2001:db8::1")],
                Scope = KeyScope.UsageRead,
                Sandbox = true,
                CacheCare = false,
                Repository = "acme/shop",
                Label = "nightly",
            },
            ExpiresAt = Noon.AddDays(1),
        };
        var hash = await AddAsync(key);

        var holder = (await Node.Keys.FindAsync(hash, Cancellation)).ShouldNotBeNull();

        ShouldBeSame(holder.Key, key);
        holder.Member.ShouldBe(owner);
    }

    [Fact]
    public async Task The_revocation_of_a_key_revokes_those_that_it_has_minted()
    {
        var owner = await AddTeamAsync();
        var minting = NewKey(owner) with { Terms = new KeyTerms { RequestsPerMinute = 60, Scope = KeyScope.KeysMint } };
        var (child, other) = (NewKey(owner) with { ParentId = minting.Id }, NewKey(owner));
        foreach (var key in new[] { minting, child, other }) await AddAsync(key);
        ShouldBeSame((await Node.Keys.FindAsync(owner.TeamId, minting.Id, Cancellation)).ShouldNotBeNull(), minting);
        ShouldBeSame((await Node.Keys.FindAsync(owner.TeamId, child.Id, Cancellation)).ShouldNotBeNull(), child);
        await Node.Keys.UpdateAsync(minting with { ExpiresAt = Noon, Version = 2 }, Cancellation);
        (await Node.Keys.FindAsync(owner.TeamId, child.Id, Cancellation))
            .ShouldNotBeNull().RevokedAt.ShouldBeNull("the parent has expired");

        await Node.Keys.UpdateAsync(minting with { RevokedAt = Noon.AddMinutes(1), Version = 3 }, Cancellation);

        ShouldBeSame(
            (await Node.Keys.FindAsync(owner.TeamId, child.Id, Cancellation)).ShouldNotBeNull(),
                child with { RevokedAt = Noon.AddMinutes(1), Version = 2 });
        (await Node.Keys.FindAsync(owner.TeamId, other.Id, Cancellation)).ShouldNotBeNull().RevokedAt.ShouldBeNull();
        var late = NewKey(owner) with { ParentId = minting.Id };
        await AddAsync(late);
        (await Node.Keys.FindAsync(owner.TeamId, late.Id, Cancellation)).ShouldNotBeNull().RevokedAt.ShouldBe(Noon.AddMinutes(1));
    }

    [Fact]
    public async Task Of_a_key_that_is_minted_while_its_parent_is_revoked_nothing_stays_live()
    {
        var owner = await AddTeamAsync();
        var minting = NewKey(owner) with { Terms = new KeyTerms { RequestsPerMinute = 60, Scope = KeyScope.KeysMint } };
        await AddAsync(minting);
        var children = Enumerable.Range(0, 8).Select(_ => NewKey(owner) with { ParentId = minting.Id }).ToArray();

        await Task.WhenAll(
            [.. children.Select(AddAsync), Node.Keys.UpdateAsync(minting with { RevokedAt = Noon.AddMinutes(1), Version = 2 },
                Cancellation)]);

        foreach (var child in children) (await Node.Keys.FindAsync(owner.TeamId, child.Id, Cancellation))
            .ShouldNotBeNull().RevokedAt.ShouldNotBeNull();
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
            Terms = key.Terms with
            {
                RequestsPerMinute = 1,
                TokensPerMinute = 2,
                Concurrency = 3,
                MonthlyCap = new NanoUsd(4),
                Models = ["openai/gpt-5"],
                AllowedAddresses = [AddressRange.Parse("203.0.113.7")],
                CacheCare = false,
                Repository = "acme/site",
                Label = "search",
            },
            ExpiresAt = Noon.AddDays(3),
            RevokedAt = Noon.AddDays(2),
            ReportedAt = Noon.AddDays(2),
            Version = 2,
        };

        (await Node.Keys.UpdateAsync(changed, Cancellation)).ShouldBeTrue();

        ShouldBeSame((await Node.Keys.FindAsync(key.TeamId, key.Id, Cancellation)).ShouldNotBeNull(), changed);
    }

    [Fact]
    public async Task A_key_is_updated_from_the_version_that_is_stored_and_no_other()
    {
        var key = NewKey(await AddTeamAsync());
        await AddAsync(key);

        (await Node.Keys.UpdateAsync(key with { Name = "first", Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Keys.UpdateAsync(key with { Name = "second", Version = 2 }, Cancellation)).ShouldBeFalse();

        ShouldBeSame((await Node.Keys.FindAsync(key.TeamId, key.Id, Cancellation)).ShouldNotBeNull(), key with { Name = "first", Version = 2 });
    }

    [Fact]
    public async Task Keys_are_listed_newest_first_including_revoked_ones()
    {
        var owner = await AddTeamAsync();
        var keys = Enumerable.Range(0, 3).Select(hour => NewKey(owner) with { CreatedAt = Noon.AddHours(hour) }).ToList();
        foreach (var key in keys) await AddAsync(key);
        await Node.Keys.UpdateAsync(keys[1] with { RevokedAt = Noon, Version = 2 }, Cancellation);

        var listed = await Node.Keys.ListAsync(owner.TeamId, Cancellation);

        listed.Select(key => key.Id).ShouldBe([keys[2].Id, keys[1].Id, keys[0].Id]);
    }

    [Fact]
    public async Task A_team_neither_sees_nor_changes_another_teams_keys()
    {
        var (owner, stranger) = (await AddTeamAsync(), await AddTeamAsync());
        var key = NewKey(stranger);
        await AddAsync(key);

        (await Node.Keys.ListAsync(owner.TeamId, Cancellation)).ShouldBeEmpty();
        (await Node.Keys.FindAsync(owner.TeamId, key.Id, Cancellation)).ShouldBeNull();
        (await Node.Keys.UpdateAsync(key with { TeamId = owner.TeamId, Name = "stolen", Version = 2 }, Cancellation)).ShouldBeFalse();
        (await Node.Keys.FindAsync(stranger.TeamId, key.Id, Cancellation)).ShouldNotBeNull().Name.ShouldBe(key.Name);
    }

    [Fact]
    public async Task A_key_cannot_act_for_a_member_of_another_team()
    {
        var (owner, stranger) = (await AddTeamAsync(), await AddTeamAsync());

        await Should.ThrowAsync<DbUpdateException>(() => AddAsync(NewKey(owner) with { MemberId = stranger.Id }));
    }

    [Fact]
    public async Task A_service_key_outlives_the_membership_of_the_one_who_minted_it()
    {
        var owner = await AddTeamAsync();
        var admin = await JoinAsync(owner.TeamId, Role.Admin);
        var (theirs, service) = (NewKey(admin), NewKey(admin) with { Service = true });
        var (hash, serviceHash) = (await AddAsync(theirs), await AddAsync(service));

        (await Node.Tenancy.RemoveMemberAsync(owner.TeamId, admin.Id, Noon.AddHours(1), Cancellation)).ShouldBeTrue();

        (await Node.Keys.FindAsync(hash, Cancellation)).ShouldBeNull();
        var holder = (await Node.Keys.FindAsync(serviceHash, Cancellation)).ShouldNotBeNull();
        ShouldBeSame(holder.Key, service);
        (holder.Member.Id, holder.Member.Rates, holder.Member.Cap).ShouldBe((new MemberId(service.Id.Value), RateLimits.None, null));

        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon.AddHours(2), Cancellation)).ShouldBeTrue();
        (await Node.Keys.FindAsync(serviceHash, Cancellation)).ShouldNotBeNull().Key.RevokedAt.ShouldBe(Noon.AddHours(2));
    }

    [Fact]
    public async Task A_member_who_becomes_a_viewer_keeps_no_keys_but_the_teams_service_keys_stay()
    {
        var owner = await AddTeamAsync();
        var admin = await JoinAsync(owner.TeamId, Role.Admin);
        var (theirs, service) = (NewKey(admin), NewKey(admin) with { Service = true });
        await AddAsync(theirs);
        await AddAsync(service);

        (await Node.Tenancy.UpdateMemberAsync(admin with { Role = Role.Viewer, Version = 2 }, Cancellation)).ShouldBeTrue();

        (await Node.Keys.FindAsync(owner.TeamId, theirs.Id, Cancellation))!.RevokedAt.ShouldNotBeNull();
        (await Node.Keys.FindAsync(owner.TeamId, service.Id, Cancellation))!.RevokedAt.ShouldBeNull();
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_stored_once_a_minute_and_is_no_change_of_the_key()
    {
        var (key, unused) = (NewKey(await AddTeamAsync()), NewKey(await AddTeamAsync()));
        await AddAsync(key);
        await AddAsync(unused);
        var (first, soon, later) = (new KeyUse(Noon, "10.0.0.1", "curl/8.5.0"), new KeyUse(Noon.AddSeconds(59), "10.0.0.2", null), new KeyUse(Noon.AddSeconds(60), null, "claude-cli/2.0.1"));

        var published = await PublishedDuringAsync(Node.AccessChanges, () => UseAsync(first));
        (await FindAsync()).ShouldBe((first, 1));
        published.ShouldNotContain(item => item.Concerns(key.TeamId));

        await UseAsync(soon);
        (await FindAsync()).ShouldBe((first, 1));
        await UseAsync(later);
        (await FindAsync()).ShouldBe((later, 1));
        await UseAsync(first);
        (await FindAsync()).ShouldBe((later, 1));
        (await Node.Keys.UpdateAsync(key with { Name = "renamed", Version = 2 }, Cancellation)).ShouldBeTrue();
        (await FindAsync()).ShouldBe((later, 2));
        (await Node.Keys.FindAsync(unused.TeamId, unused.Id, Cancellation))!.LastUse.ShouldBeNull();

        Task UseAsync(KeyUse use) =>
            Node.Keys.AddUsesAsync(new Dictionary<(KeyId, bool), KeyUse> { [(key.Id, false)] = use }, Cancellation);
        async Task<(KeyUse?, long)> FindAsync() => await Node.Keys.FindAsync(key.TeamId, key.Id, Cancellation) is { } found ? (found.LastUse, found.Version) : default;
    }

    [Fact]
    public async Task A_rotated_key_is_found_by_two_secrets_and_a_third_ends_the_oldest()
    {
        var key = NewKey(await AddTeamAsync());
        var (first, second, third) = (await AddAsync(key), NewHash(), NewHash());
        var previous = new PreviousSecret(key.Display, Noon.AddHours(1));
        var rotated = key with { Display = "jinf_cd…stuv", Previous = previous, RotatedAt = Noon, Version = 2 };

        (await Node.Keys.RotateAsync(rotated, second, Cancellation)).ShouldBeTrue();

        ShouldBeSame((await FindAsync(first, isPrevious: true)).ShouldNotBeNull(), rotated);
        ShouldBeSame((await FindAsync(second, isPrevious: false)).ShouldNotBeNull(), rotated);
        (await Node.Keys.RotateAsync(rotated with { Name = "late" }, third, Cancellation)).ShouldBeFalse("The version is stored already.");

        var again = rotated with
        {
            Display = "jinf_ef…qrst",
            Previous = new PreviousSecret(rotated.Display, Noon.AddHours(2)),
            RotatedAt = Noon.AddMinutes(1),
            Version = 3,
        };
        (await Node.Keys.RotateAsync(again, third, Cancellation)).ShouldBeTrue();
        (await Node.Keys.FindAsync(first, Cancellation)).ShouldBeNull();
        ShouldBeSame((await FindAsync(second, isPrevious: true)).ShouldNotBeNull(), again);
        ShouldBeSame((await FindAsync(third, isPrevious: false)).ShouldNotBeNull(), again);

        var ended = again with { Previous = null, Version = 4 };
        (await Node.Keys.UpdateAsync(ended, Cancellation)).ShouldBeTrue();
        (await Node.Keys.FindAsync(second, Cancellation)).ShouldBeNull();
        ShouldBeSame((await FindAsync(third, isPrevious: false)).ShouldNotBeNull(), ended);

        async Task<ApiKey?> FindAsync(KeyHash hash, bool isPrevious)
        {
            var holder = await Node.Keys.FindAsync(hash, Cancellation);
            (holder?.HasPreviousSecret).ShouldBe(isPrevious);
            return holder?.Key;
        }
    }

    [Fact]
    public async Task A_rotation_without_an_overlap_ends_both_earlier_secrets()
    {
        var key = NewKey(await AddTeamAsync());
        var (first, second, third) = (await AddAsync(key), NewHash(), NewHash());
        var rotated = key with { Previous = new PreviousSecret(key.Display, Noon.AddHours(1)), RotatedAt = Noon, Version = 2 };
        (await Node.Keys.RotateAsync(rotated, second, Cancellation)).ShouldBeTrue();

        (await Node.Keys.RotateAsync(rotated with { Previous = null, Version = 3 }, third, Cancellation)).ShouldBeTrue();

        (await Node.Keys.FindAsync(first, Cancellation)).ShouldBeNull();
        (await Node.Keys.FindAsync(second, Cancellation)).ShouldBeNull();
        ShouldBeSame((await Node.Keys.FindAsync(third, Cancellation)).ShouldNotBeNull().Key, rotated with { Previous = null, Version = 3 });
    }

    [Fact]
    public async Task A_node_of_the_release_before_finds_the_newest_secret_and_reopens_no_ended_one()
    {
        var key = NewKey(await AddTeamAsync());
        var (first, second) = (await AddAsync(key), NewHash());
        var rotated = key with { Previous = new PreviousSecret(key.Display, Noon.AddMinutes(1)), RotatedAt = Noon, Version = 2 };
        await Node.Keys.RotateAsync(rotated, second, Cancellation);
        await using (var context = Node.OpenContext())
        {
            (await context.Keys.AnyAsync(row => row.Hash == first.ToBytes(), Cancellation)).ShouldBeFalse("It knows one hash.");
            (await context.Keys.AnyAsync(row => row.Hash == second.ToBytes(), Cancellation)).ShouldBeTrue();

            // Its statements for a change, of which none names a column of the secrets, and the expiry of a key that it rotates.
            var rows = context.Keys.Where(row => row.TeamId == key.TeamId && row.Id == key.Id && row.Version == 2);
            var changed = await rows.ExecuteUpdateAsync(
                row => row
                    .SetProperty(stored => stored.Name, "renamed")
                    .SetProperty(stored => stored.ExpiresAt, Noon.AddHours(1))
                    .SetProperty(stored => stored.RevokedAt, stored => stored.RevokedAt ?? null)
                    .SetProperty(stored => stored.Version, 3),
                Cancellation);
            changed.ShouldBe(1);
        }

        var ended = (await Node.Keys.FindAsync(first, Cancellation)).ShouldNotBeNull();
        ShouldBeSame(ended.Key, rotated with { Name = "renamed", ExpiresAt = Noon.AddHours(1), Version = 3 });
        (ended.IsLive(Noon), ended.IsLive(Noon.AddMinutes(1))).ShouldBe((true, false));
        var present = (await Node.Keys.FindAsync(second, Cancellation)).ShouldNotBeNull();
        (present.IsLive(Noon.AddMinutes(1)), present.IsLive(Noon.AddHours(1))).ShouldBe((true, false));
    }

    [Fact]
    public async Task Who_rotates_a_service_key_has_minted_it()
    {
        var owner = await AddTeamAsync();
        var admin = await JoinAsync(owner.TeamId, Role.Admin);
        var service = NewKey(owner) with { Service = true };
        await AddAsync(service);
        await Node.Keys.RotateAsync(service with { MemberId = admin.Id, RotatedAt = Noon, Version = 2 }, NewHash(), Cancellation);

        await Node.Get<IAddressProofStore>().ProveAsync(owner.UserId, await EmailOfAsync(owner), Noon, Cancellation);
        (await RevokedAtAsync()).ShouldBeNull("The secret that the owner had has ended.");

        await Node.Get<IAddressProofStore>().ProveAsync(admin.UserId, await EmailOfAsync(admin), Noon, Cancellation);
        (await RevokedAtAsync()).ShouldBe(Noon);

        async Task<DateTimeOffset?> RevokedAtAsync() =>
            (await Node.Keys.FindAsync(owner.TeamId, service.Id, Cancellation)).ShouldNotBeNull().RevokedAt;
    }

    [Fact]
    public async Task The_last_use_of_the_secret_before_a_rotation_is_stored_by_itself()
    {
        var key = NewKey(await AddTeamAsync());
        await AddAsync(key);
        var rotated = key with { Previous = new PreviousSecret(key.Display, Noon.AddHours(1)), RotatedAt = Noon, Version = 2 };
        await Node.Keys.RotateAsync(rotated, NewHash(), Cancellation);

        await UseAsync(Noon.AddMinutes(1), isPrevious: false);
        (await FindAsync()).ShouldBe((Noon.AddMinutes(1), null));
        await UseAsync(Noon.AddMinutes(-1), isPrevious: true);
        (await FindAsync()).ShouldBe((Noon.AddMinutes(1), null), "Then, another secret was the one before.");
        await UseAsync(Noon.AddMinutes(3), isPrevious: true);
        (await FindAsync()).ShouldBe((Noon.AddMinutes(3), Noon.AddMinutes(3)));
        foreach (var soon in new[] { 2.5, 3.5 }) await UseAsync(Noon.AddMinutes(soon), isPrevious: true);
        (await FindAsync()).ShouldBe((Noon.AddMinutes(3), Noon.AddMinutes(3)), "Once a minute, and never an earlier one.");
        await UseAsync(Noon.AddMinutes(61), isPrevious: true);
        (await FindAsync()).ShouldBe((Noon.AddMinutes(61), Noon.AddMinutes(3)), "The secret had ended.");

        Task UseAsync(DateTimeOffset at, bool isPrevious) =>
            Node.Keys.AddUsesAsync(new Dictionary<(KeyId, bool), KeyUse> { [(key.Id, isPrevious)] = new(at, null, null) }, Cancellation);
        async Task<(DateTimeOffset?, DateTimeOffset?)> FindAsync() =>
            await Node.Keys.FindAsync(key.TeamId, key.Id, Cancellation) is { } found
                ? (found.LastUse?.At, found.Previous?.LastUsedAt)
                : default;
    }

    [Fact]
    public async Task Every_change_of_a_key_is_announced_once()
    {
        var key = NewKey(await AddTeamAsync());

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            await AddAsync(key);
            await Node.Keys.RotateAsync(key with { RotatedAt = Noon, Version = 2 }, NewHash(), Cancellation);
            await Node.Keys.UpdateAsync(key with { RevokedAt = Noon, Version = 3 }, Cancellation);
            await Node.Keys.UpdateAsync(key with { Id = KeyId.New(Noon), Version = 2 }, Cancellation);
        });

        published.Count(item => item == new AccessChanged(key.TeamId)).ShouldBe(3);
    }

    private static ApiKey NewKey(Member member) => new()
    {
        Id = KeyId.New(Noon),
        TeamId = member.TeamId,
        MemberId = member.Id,
        Name = "laptop",
        Display = "jinf_ab…wxyz",
        Terms = new KeyTerms { RequestsPerMinute = KeyTerms.DefaultRequestsPerMinute },
        CreatedAt = Noon,
    };

    private async Task<Member> JoinAsync(TeamId team, Role role)
    {
        var (id, user) = (MemberId.New(Noon), await AddUserAsync());
        await using (var context = Node.OpenContext())
        {
            context.Add(new MemberRow { Id = id, TeamId = team, UserId = user.Value, Role = role, JoinedAt = Noon.AddHours(1) });
            await context.SaveChangesAsync(Cancellation);
        }

        return (await Node.Tenancy.ListMembersAsync(team, Cancellation)).Single(member => member.Id == id);
    }

    private static KeyHash NewHash() => KeyHash.From(Guid.NewGuid().ToString());

    private async Task<KeyHash> AddAsync(ApiKey key)
    {
        var hash = NewHash();
        await Node.Keys.AddAsync(key, hash, Cancellation);
        return hash;
    }

    /// <summary>Compares the contents of arrays, which records compare by reference.</summary>
    private static void ShouldBeSame(ApiKey stored, ApiKey given)
    {
        stored.Terms.Models.ShouldBe(given.Terms.Models);
        stored.Terms.AllowedAddresses.ShouldBe(given.Terms.AllowedAddresses);
        var terms = given.Terms with { Models = stored.Terms.Models, AllowedAddresses = stored.Terms.AllowedAddresses };
        stored.ShouldBe(given with { Terms = terms });
    }
}

public sealed class KeyStoreOnSqlite(SqliteStore store) : KeyStoreContract(store), IClassFixture<SqliteStore>;

public sealed class KeyStoreOnPostgres(PostgresStore store) : KeyStoreContract(store), IClassFixture<PostgresStore>;
