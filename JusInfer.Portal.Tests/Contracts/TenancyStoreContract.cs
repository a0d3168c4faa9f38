using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Primitives.Networks;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class TenancyStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task A_team_is_stored_with_its_owner()
    {
        var user = await AddUserAsync("founder@example.com");
        var team = new Team { Id = TeamId.New(Noon), Name = "Founders", CreatedAt = Noon.AddMicroseconds(7) };
        var owner = NewOwner(team, user, Noon.AddMicroseconds(8));

        await Node.Tenancy.AddTeamAsync(team, owner, Cancellation);

        (await Node.Tenancy.FindTeamAsync(team.Id, Cancellation)).ShouldBe(team);
        (await Node.Tenancy.ListMembersAsync(team.Id, Cancellation)).ShouldBe([owner with { Email = "founder@example.com" }]);
    }

    [Fact]
    public async Task A_team_whose_owner_has_no_account_is_not_stored()
    {
        var team = new Team { Id = TeamId.New(Noon), Name = "Nobody's", CreatedAt = Noon };

        var missing = NewOwner(team, UserId.New(Noon), Noon);

        await Should.ThrowAsync<InvalidOperationException>(() => Node.Tenancy.AddTeamAsync(team, missing, Cancellation));

        (await Node.Tenancy.FindTeamAsync(team.Id, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_user_signs_in_to_the_oldest_membership()
    {
        var user = await AddUserAsync();
        await AddTeamAsync(user, Noon.AddDays(1));
        var oldest = await AddTeamAsync(user, Noon);
        await AddTeamAsync(user, Noon.AddDays(2));

        (await Node.Tenancy.FindMembershipAsync(user, Cancellation)).ShouldBe(oldest);
        (await Node.Tenancy.FindMembershipAsync(UserId.New(Noon), Cancellation)).ShouldBeNull();
    }

    [Fact]
    [Trait("Promise", "P-10")]
    public async Task A_members_cap_is_set_and_lifted()
    {
        var owner = await AddTeamAsync();
        var cap = new Cap(NanoUsd.FromUsd(12.5m), CapAction.Economy);

        (await Node.Tenancy.UpdateMemberAsync(owner with { Cap = cap, Version = 2 }, Cancellation)).ShouldBeTrue();
        (await FindAsync(owner)).Cap.ShouldBe(cap);

        (await Node.Tenancy.UpdateMemberAsync(owner with { Version = 3 }, Cancellation)).ShouldBeTrue();
        (await FindAsync(owner)).Cap.ShouldBeNull();
    }

    [Fact]
    [Trait("Promise", "P-11")]
    public async Task The_rate_limits_of_a_member_and_a_team_are_stored_announced_and_part_of_the_teams_keys()
    {
        var (owner, other) = (await AddTeamAsync(), await AddTeamAsync());
        var key = new NewKey { Name = "key", Terms = new KeyTerms { RequestsPerMinute = 1 } };
        var minted = await new KeyMinter(Node.Keys, TimeProvider.System).MintAsync(owner.TeamId, owner.Id, key, Cancellation);
        var team = (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull();
        team.Rates.ShouldBe(RateLimits.None);
        var (ofMember, ofTeam) = (new RateLimits { RequestsPerMinute = 5, Concurrency = 2 }, new RateLimits { TokensPerMinute = 1_000_000_000 });

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            (await Node.Tenancy.UpdateMemberAsync(owner with { Rates = ofMember, Version = 2 }, Cancellation)).ShouldBeTrue();
            (await Node.Tenancy.UpdateMemberAsync(other with { TeamId = owner.TeamId, Rates = ofMember, Version = 2 }, Cancellation)).ShouldBeFalse();
            await Node.Tenancy.UpdateTeamAsync(team with { Rates = ofTeam, Version = 2 }, Cancellation);
        });

        published.Count(item => item.Team == owner.TeamId).ShouldBe(2);
        (await FindAsync(owner)).Rates.ShouldBe(ofMember);
        (await FindAsync(other)).Rates.ShouldBe(RateLimits.None);
        (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull().Rates.ShouldBe(ofTeam);
        var holder = (await Node.Keys.FindAsync(KeyHash.From(minted.Plaintext.Reveal()), Cancellation)).ShouldNotBeNull();
        (holder.Member.Rates, holder.TeamRates).ShouldBe((ofMember, ofTeam));
    }

    [Fact]
    public async Task A_team_neither_sees_nor_caps_another_teams_members()
    {
        var (owner, stranger) = (await AddTeamAsync(), await AddTeamAsync());

        var stolen = stranger with { TeamId = owner.TeamId, Cap = new Cap(NanoUsd.Zero, CapAction.Block), Version = 2 };
        (await Node.Tenancy.UpdateMemberAsync(stolen, Cancellation)).ShouldBeFalse();

        (await FindAsync(stranger)).Cap.ShouldBeNull();
        (await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation)).ShouldNotContain(member => member.Id == stranger.Id);
    }

    [Fact]
    public async Task Members_are_listed_in_the_order_they_joined_with_the_email_of_their_account()
    {
        var owner = await AddTeamAsync();
        var user = await AddUserAsync("second@example.com");
        await using (var context = Node.OpenContext())
        {
            context.Add(new MemberRow
            {
                Id = MemberId.New(Noon),
                TeamId = owner.TeamId,
                UserId = user.Value,
                Role = Role.Viewer,
                JoinedAt = Noon.AddHours(1),
            });
            await context.SaveChangesAsync(Cancellation);
        }

        var members = await Node.Tenancy.ListMembersAsync(owner.TeamId, Cancellation);

        members.Select(member => (member.Role, member.Email)).ShouldBe([(Role.Owner, owner.Email), (Role.Viewer, "second@example.com")]);
    }

    [Fact]
    public async Task The_rules_for_stored_responses_are_stored_announced_and_part_of_the_teams_keys()
    {
        var (owner, other) = (await AddTeamAsync(), await AddTeamAsync());
        var team = (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull();
        team.Responses.ShouldBe(ResponsePolicy.Default);
        var policy = new ResponsePolicy { Store = false, RetentionDays = 7, ShareWithTeam = true };

        var published = await PublishedDuringAsync(Node.AccessChanges, () => Node.Tenancy.UpdateTeamAsync(team with { Responses = policy, Version = 2 }, Cancellation));

        published.Count(item => item.Team == owner.TeamId).ShouldBe(1);
        (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull().Responses.ShouldBe(policy);
        (await Node.Tenancy.FindTeamAsync(other.TeamId, Cancellation)).ShouldNotBeNull().Responses.ShouldBe(ResponsePolicy.Default);
        var key = new NewKey { Name = "key", Terms = new KeyTerms { RequestsPerMinute = 1 } };
        var minted = await new KeyMinter(Node.Keys, TimeProvider.System).MintAsync(owner.TeamId, owner.Id, key, Cancellation);
        (await Node.Keys.FindAsync(KeyHash.From(minted.Plaintext.Reveal()), Cancellation)).ShouldNotBeNull().Responses.ShouldBe(policy);
    }

    [Fact]
    public async Task The_policy_for_keys_is_stored_announced_and_part_of_the_teams_keys()
    {
        var owner = await AddTeamAsync();
        var team = (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull();
        team.KeyPolicy.IsEmpty.ShouldBeTrue();
        var key = new NewKey { Name = "key", Terms = new KeyTerms { RequestsPerMinute = 1 } };
        var minted = await new KeyMinter(Node.Keys, TimeProvider.System).MintAsync(owner.TeamId, owner.Id, key, Cancellation);
        var policy = new KeyPolicy
        {
            Models = ["openai/gpt-5", "qwen/qwen3-8b"],
            MaxRequestsPerMinute = 1,
            MaxTokensPerMinute = 2,
            MaxConcurrency = 3,
            MaxMonthlyCap = new NanoUsd(4),
            MaxDays = 5,
            AllowedAddresses = [AddressRange.Parse("10.0.0.0/8"), AddressRange.Parse("2001:db8::/32")],
        };

        var published = await PublishedDuringAsync(Node.AccessChanges, () => Node.Tenancy.UpdateTeamAsync(team with { KeyPolicy = policy, Version = 2 }, Cancellation));

        published.Count(item => item.Team == owner.TeamId).ShouldBe(1);
        ShouldBeSame((await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull().KeyPolicy, policy);
        ShouldBeSame((await Node.Keys.FindAsync(KeyHash.From(minted.Plaintext.Reveal()), Cancellation)).ShouldNotBeNull().Policy, policy);

        (await Node.Tenancy.UpdateTeamAsync(team with { KeyPolicy = KeyPolicy.None, Version = 3 }, Cancellation)).ShouldBeTrue();
        (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull().KeyPolicy.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_changed_time_zone_applies_to_the_budgets_of_the_team()
    {
        var team = (await Node.Tenancy.FindTeamAsync((await AddTeamAsync()).TeamId, Cancellation)).ShouldNotBeNull();
        var changed = team with { Name = "Another name", TimeZone = "Asia/Kolkata", Version = 2 };

        var published = await PublishedDuringAsync(Node.BudgetChanges, () => Node.Tenancy.UpdateTeamAsync(changed, Cancellation));

        published.Count(item => item.Team == team.Id).ShouldBe(1);
        (await Node.Tenancy.FindTeamAsync(team.Id, Cancellation)).ShouldBe(changed);
        (await Node.Budgets.GetTimeZoneAsync(team.Id, Cancellation)).BaseUtcOffset.ShouldBe(TimeSpan.FromHours(5.5));
    }

    [Fact]
    public async Task A_team_and_a_member_are_updated_from_the_version_that_is_stored_and_no_other()
    {
        var owner = await AddTeamAsync();
        var team = (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldNotBeNull();

        (await Node.Tenancy.UpdateTeamAsync(team with { Name = "first", Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Tenancy.UpdateTeamAsync(team with { Name = "second", Responses = new ResponsePolicy { Store = false }, Version = 2 }, Cancellation)).ShouldBeFalse();
        (await Node.Tenancy.UpdateMemberAsync(owner with { Rates = new RateLimits { Concurrency = 1 }, Version = 2 }, Cancellation)).ShouldBeTrue();
        (await Node.Tenancy.UpdateMemberAsync(owner with { Rates = new RateLimits { Concurrency = 9 }, Version = 2 }, Cancellation)).ShouldBeFalse();

        (await Node.Tenancy.FindTeamAsync(owner.TeamId, Cancellation)).ShouldBe(team with { Name = "first", Version = 2 });
        (await FindAsync(owner)).ShouldBe(owner with { Rates = new RateLimits { Concurrency = 1 }, Version = 2 });
    }

    [Fact]
    public async Task A_changed_cap_is_announced_and_a_failed_change_is_not()
    {
        var owner = await AddTeamAsync();

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            await Node.Tenancy.UpdateMemberAsync(owner with { Version = 2 }, Cancellation);
            await Node.Tenancy.UpdateMemberAsync(owner with { Id = MemberId.New(Noon), Version = 2 }, Cancellation);
        });

        published.Count(item => item.Team == owner.TeamId).ShouldBe(1);
    }

    /// <summary>Compares the contents of arrays, which records compare by reference.</summary>
    private static void ShouldBeSame(KeyPolicy stored, KeyPolicy given)
    {
        stored.Models.ShouldBe(given.Models);
        stored.AllowedAddresses.ShouldBe(given.AllowedAddresses);
        stored.ShouldBe(given with { Models = stored.Models, AllowedAddresses = stored.AllowedAddresses });
    }

    private async Task<Member> FindAsync(Member member) =>
        (await Node.Tenancy.ListMembersAsync(member.TeamId, Cancellation)).Single(found => found.Id == member.Id);
}

public sealed class TenancyStoreOnSqlite(SqliteStore store) : TenancyStoreContract(store), IClassFixture<SqliteStore>;

public sealed class TenancyStoreOnPostgres(PostgresStore store) : TenancyStoreContract(store), IClassFixture<PostgresStore>;
