using JusInfer.Portal.Accounts.OAuth;
using JusInfer.Portal.Accounts.Sessions;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

[Trait("Promise", "P-3")]
public abstract class SessionStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task The_last_use_of_a_second_factor_in_a_session_is_stored()
    {
        var user = await AddUserAsync();
        var (password, code) = (new SignInSession(SignInSessionId.New(Noon), user, Noon, Noon.AddDays(1)), new SignInSession(SignInSessionId.New(Noon), user, Noon, Noon.AddDays(1)) { SecondFactorAt = Noon });
        foreach (var session in new[] { password, code }) await Node.Sessions.AddAsync(session, Cancellation);

        (await Node.Sessions.FindAsync(password.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBeNull();
        (await Node.Sessions.FindAsync(code.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBe(Noon);
        await Node.Sessions.ConfirmAsync(password.Id, Noon.AddHours(1), Cancellation);

        (await Node.Sessions.FindAsync(password.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBe(Noon.AddHours(1));
        (await Node.Sessions.FindAsync(code.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBe(Noon);
    }

    [Fact]
    public async Task A_session_of_an_OAuth_client_is_stored_with_its_grant_and_the_log_names_the_client()
    {
        var owner = await AddTeamAsync();
        var session = new SignInSession(SignInSessionId.New(Noon), owner.UserId, Noon, Noon.AddDays(1)) { Team = owner.TeamId, Grant = new OAuthGrant("hash", "An agent", "usage:read keys:mint") };
        await Node.Sessions.AddAsync(session, Cancellation);

        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBe(session);

        var entry = (await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = owner.TeamId, Limit = 100 }, Cancellation)).Single(static line => line.Entry.Action == AuditActions.SignedIn).Entry;
        entry.Changes.ShouldContain("oauth");
        entry.Changes.ShouldContain("An agent");
        entry.Changes.ShouldContain("usage:read keys:mint");
    }

    [Fact]
    public async Task A_session_is_found_as_it_was_stored_until_it_ends()
    {
        var session = await AddAsync((await AddTeamAsync()).UserId);
        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBe(session);

        await Node.Sessions.ExtendAsync(session.Id, Noon.AddDays(9), Cancellation);
        await Node.Sessions.ExtendAsync(session.Id, Noon.AddDays(8), Cancellation);
        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBe(session with { ExpiresAt = Noon.AddDays(9) });

        (await Node.Sessions.EndAsync(session.User, session.Id, Cancellation)).ShouldBeTrue();
        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBeNull();
        (await Node.Sessions.EndAsync(session.User, session.Id, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_the_user_of_a_session_can_end_it()
    {
        var session = await AddAsync((await AddTeamAsync()).UserId);

        (await Node.Sessions.EndAsync((await AddTeamAsync()).UserId, session.Id, Cancellation)).ShouldBeFalse();

        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task All_sessions_of_a_user_end_together()
    {
        var (ada, bob) = ((await AddTeamAsync()).UserId, (await AddTeamAsync()).UserId);
        var (older, newer) = (await AddAsync(ada), await AddAsync(ada, Noon.AddMinutes(1)));
        var kept = await AddAsync(bob);
        (await Node.Sessions.ListAsync(ada, Cancellation)).ShouldBe([newer, older]);

        await Node.Sessions.EndAllAsync(ada, newer.Id, Cancellation);
        (await Node.Sessions.ListAsync(ada, Cancellation)).ShouldBe([newer]);

        await Node.Sessions.EndAllAsync(ada, except: null, Cancellation);
        (await Node.Sessions.ListAsync(ada, Cancellation)).ShouldBeEmpty();
        (await Node.Sessions.ListAsync(bob, Cancellation)).ShouldBe([kept]);
    }

    [Fact]
    public async Task The_end_of_a_session_is_published_to_the_team_of_its_user()
    {
        var owner = await AddTeamAsync();
        var session = await AddAsync(owner.UserId);

        var published = await PublishedDuringAsync(Node.AccessChanges, () => Node.Sessions.EndAsync(owner.UserId, session.Id, Cancellation));

        published.ShouldContain(change => change.Team == owner.TeamId);
    }

    [Fact]
    public async Task A_session_acts_for_the_team_that_it_switched_to_and_both_teams_are_told()
    {
        var (own, other, session) = await AddInTwoTeamsAsync();

        var published = await PublishedDuringAsync(Node.AccessChanges, () => Node.Sessions.SwitchAsync(session, other.TeamId, Cancellation));

        foreach (var team in (TeamId[])[own.TeamId, other.TeamId]) published.Count(change => change.Team == team).ShouldBe(1);
        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBe(session with { Team = other.TeamId });
        (await Node.Sessions.SwitchAsync(session, other.TeamId, Cancellation)).ShouldBeFalse("another tab has switched in the meantime");
        await Node.Sessions.EndAsync(session.User, session.Id, Cancellation);
        (await Node.Sessions.SwitchAsync(session with { Team = other.TeamId }, own.TeamId, Cancellation)).ShouldBeFalse("the session has ended");
    }

    [Fact]
    public async Task The_log_of_a_team_has_only_the_sessions_that_act_for_it()
    {
        var (own, other, session) = await AddInTwoTeamsAsync();
        (await ActionsAsync(own)).ShouldBe([AuditActions.SignedIn]);
        (await ActionsAsync(other)).ShouldBeEmpty();

        await Node.Sessions.SwitchAsync(session, other.TeamId, Cancellation);
        (await ActionsAsync(own)).ShouldBe([AuditActions.SignedOut, AuditActions.SignedIn]);
        (await ActionsAsync(other)).ShouldBe([AuditActions.SignedIn]);

        await Node.Sessions.EndAllAsync(session.User, except: null, Cancellation);
        (await ActionsAsync(own)).ShouldBe([AuditActions.SignedOut, AuditActions.SignedIn]);
        (await ActionsAsync(other)).ShouldBe([AuditActions.SignedOut, AuditActions.SignedIn]);
    }

    [Fact]
    public async Task Expired_sessions_are_deleted_with_the_next_one()
    {
        var user = (await AddTeamAsync()).UserId;
        var expired = await AddAsync(user);

        var next = await AddAsync(user, expired.ExpiresAt);

        (await Node.Sessions.ListAsync(user, Cancellation)).ShouldBe([next]);
    }

    /// <summary>A person who owns two teams, and their session in the first.</summary>
    private async Task<(Member Own, Member Other, SignInSession Session)> AddInTwoTeamsAsync()
    {
        var own = await AddTeamAsync();
        var other = await AddTeamAsync(own.UserId, Noon.AddDays(1));
        var session = new SignInSession(SignInSessionId.New(Noon), own.UserId, Noon, Noon.AddDays(1)) { Team = own.TeamId };
        await Node.Sessions.AddAsync(session, Cancellation);
        return (own, other, session);
    }

    /// <summary>The entries about sessions, the newest first.</summary>
    private async Task<IEnumerable<string>> ActionsAsync(Member member) =>
        (await Node.Get<IAuditStore>().ListAsync(new AuditFilter { Team = member.TeamId, Limit = 100 }, Cancellation)).Select(static line => line.Entry.Action)
            .Where(static action => action is AuditActions.SignedIn or AuditActions.SignedOut);

    private async Task<SignInSession> AddAsync(UserId user, DateTimeOffset? startedAt = null)
    {
        var at = startedAt ?? Noon;
        var session = new SignInSession(SignInSessionId.New(at), user, at, at.AddDays(1))
        {
            Origin = new SignInOrigin("curl/8.5.0", "2001:db8::1"),
        };
        await Node.Sessions.AddAsync(session, Cancellation);
        return session;
    }
}

public sealed class SessionStoreOnSqlite(SqliteStore store) : SessionStoreContract(store), IClassFixture<SqliteStore>;

public sealed class SessionStoreOnPostgres(PostgresStore store) : SessionStoreContract(store), IClassFixture<PostgresStore>;
