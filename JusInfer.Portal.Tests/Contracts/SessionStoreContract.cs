using JusInfer.Portal.Accounts.Sessions;

namespace JusInfer.Portal.Tests.Contracts;

[Trait("Promise", "P-3")]
public abstract class SessionStoreContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task The_last_use_of_a_second_factor_in_a_session_is_stored()
    {
        var user = await AddUserAsync();
        var (password, code) = (new Session(SessionId.New(Noon), user, Noon, Noon.AddDays(1)), new Session(SessionId.New(Noon), user, Noon, Noon.AddDays(1)) { SecondFactorAt = Noon });
        foreach (var session in new[] { password, code }) await Node.Sessions.AddAsync(session, Cancellation);

        (await Node.Sessions.FindAsync(password.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBeNull();
        (await Node.Sessions.FindAsync(code.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBe(Noon);
        await Node.Sessions.ConfirmAsync(password.Id, Noon.AddHours(1), Cancellation);

        (await Node.Sessions.FindAsync(password.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBe(Noon.AddHours(1));
        (await Node.Sessions.FindAsync(code.Id, Cancellation)).ShouldNotBeNull().SecondFactorAt.ShouldBe(Noon);
    }

    [Fact]
    public async Task A_session_is_found_as_it_was_stored_until_it_ends()
    {
        var session = await AddAsync((await AddTeamAsync()).UserId);
        (await Node.Sessions.FindAsync(session.Id, Cancellation)).ShouldBe(session);

        await Node.Sessions.ExtendAsync(session.Id, Noon.AddDays(9), Cancellation);
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

        published.ShouldContain(change => change.Tenant == owner.TenantId);
    }

    [Fact]
    public async Task Expired_sessions_are_deleted_with_the_next_one()
    {
        var user = (await AddTeamAsync()).UserId;
        var expired = await AddAsync(user);

        var next = await AddAsync(user, expired.ExpiresAt);

        (await Node.Sessions.ListAsync(user, Cancellation)).ShouldBe([next]);
    }

    private async Task<Session> AddAsync(UserId user, DateTimeOffset? startedAt = null)
    {
        var at = startedAt ?? Noon;
        var session = new Session(SessionId.New(at), user, at, at.AddDays(1)) { Origin = new SessionOrigin("curl/8.5.0", "2001:db8::1") };
        await Node.Sessions.AddAsync(session, Cancellation);
        return session;
    }
}

public sealed class SessionStoreOnSqlite(SqliteStore store) : SessionStoreContract(store), IClassFixture<SqliteStore>;

public sealed class SessionStoreOnPostgres(PostgresStore store) : SessionStoreContract(store), IClassFixture<PostgresStore>;
