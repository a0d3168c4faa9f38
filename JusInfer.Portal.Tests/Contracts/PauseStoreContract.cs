using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class PauseStoreContract(StoreFixture store) : StoreContract(store)
{
    private IPauseStore Pauses => Node.Get<IPauseStore>();

    [Fact]
    public async Task A_pause_is_read_back_until_it_is_resumed()
    {
        var pause = PauseOf("Ünïcødé");
        (await Pauses.AddAsync(pause, Cancellation)).ShouldBeTrue();
        (await Pauses.ListAsync(pause.TeamId, Cancellation)).ShouldHaveSingleItem().ShouldBe(pause);

        (await Pauses.ResumeAsync(pause.TeamId, pause.Scope, pause.Subject, Noon.AddHours(1), Cancellation)).ShouldBeTrue();

        (await Pauses.ListAsync(pause.TeamId, Cancellation)).ShouldBeEmpty();
        (await Pauses.FindAsync(pause.TeamId, pause.Scope, pause.Subject, Cancellation)).ShouldBe(pause with { ResumedAt = Noon.AddHours(1) });
        (await Pauses.ResumeAsync(pause.TeamId, pause.Scope, pause.Subject, Noon.AddHours(2), Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_first_of_concurrent_pauses_holds()
    {
        var pause = PauseOf("run");

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() => Pauses.AddAsync(pause with { Reason = $"{number}" }, Cancellation))));

        added.Count(done => done).ShouldBe(1);
        (await Pauses.ListAsync(pause.TeamId, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_resumed_run_can_be_paused_again()
    {
        var pause = PauseOf("run");
        await Pauses.AddAsync(pause, Cancellation);
        await Pauses.ResumeAsync(pause.TeamId, pause.Scope, pause.Subject, Noon.AddHours(1), Cancellation);

        (await Pauses.AddAsync(pause with { At = Noon.AddHours(2), Reason = "Again." }, Cancellation)).ShouldBeTrue();

        (await Pauses.ListAsync(pause.TeamId, Cancellation)).ShouldHaveSingleItem().ShouldBe(pause with { At = Noon.AddHours(2), Reason = "Again." });
    }

    [Fact]
    public async Task A_run_and_a_key_with_the_same_name_and_those_of_another_team_are_distinct()
    {
        var pause = PauseOf("name");
        await Pauses.AddAsync(pause, Cancellation);

        (await Pauses.FindAsync(pause.TeamId, PauseScope.Key, "name", Cancellation)).ShouldBeNull();
        (await Pauses.FindAsync(TeamId.New(Noon), PauseScope.Run, "name", Cancellation)).ShouldBeNull();
        (await Pauses.AddAsync(pause with { Scope = PauseScope.Key }, Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task Each_change_is_announced_once_and_a_failed_one_is_not()
    {
        var pause = PauseOf("run");

        var published = await PublishedDuringAsync(Node.AccessChanges, async () =>
        {
            await Pauses.AddAsync(pause, Cancellation);
            await Pauses.AddAsync(pause, Cancellation);
            await Pauses.ResumeAsync(pause.TeamId, pause.Scope, pause.Subject, Noon, Cancellation);
            await Pauses.ResumeAsync(pause.TeamId, pause.Scope, pause.Subject, Noon, Cancellation);
        });

        published.Count(change => change.Team == pause.TeamId).ShouldBe(2);
    }

    [Fact]
    public async Task The_spend_history_of_a_key_has_its_most_expensive_hour_and_its_days()
    {
        var (records, key) = (new Records(TeamId.New(Noon), Noon), KeyId.New(Noon));
        var now = DateTimeOffset.UtcNow;
        await Node.Usage.AppendAsync(
            [
                CallAt(now.AddDays(-9), 50), CallAt(now.AddDays(-3), 2), CallAt(now.AddDays(-2), 3), CallAt(now.AddDays(-2), 4), CallAt(now.AddDays(-1), 0),
                CallAt(now, 60), CallAt(now.AddDays(-1), 70) with { KeyId = records.Keys[0] },
            ],
            Cancellation);

        var history = await Node.Get<ISpendHistoryStore>().ReadAsync(key, now.AddDays(-7), now.AddMinutes(-10), Cancellation);

        history.ShouldBe(new SpendHistory(NanoUsd.FromUsd(7), 2));

        UsageRecord CallAt(DateTimeOffset at, decimal usd) => records.Next() with { Id = RequestId.New(at), At = at, KeyId = key, Cost = NanoUsd.FromUsd(usd) };
    }

    [Fact]
    public async Task The_sums_of_a_team_are_those_since_a_time_and_have_the_unbilled_amounts_that_providers_reported()
    {
        var (records, now) = (new Records(TeamId.New(Noon), Noon), Noon);
        await Node.Usage.AppendAsync(
            [
                CallAt(now.AddHours(-25), 100), CallAt(now.AddHours(-23), 1), CallAt(now, 2) with { Source = UsageSource.Drained },
                CallAt(now, 40) with { Source = UsageSource.Counted }, CallAt(now, 50) with { Source = UsageSource.Estimated },
                CallAt(now, 60) with { Simulated = true }, CallAt(now, 65) with { Status = 503 }, CallAt(now, 7) with { Status = 502 },
                CallAt(now, 70) with { TeamId = TeamId.New(Noon) },
            ],
            Cancellation);

        var history = Node.Get<ISpendHistoryStore>();

        (await history.SumAsync(records.Team, now.AddHours(-24), Cancellation))
            .ShouldBe(new TeamCosts(NanoUsd.FromUsd(6), NanoUsd.FromUsd(10)));
        (await history.SumAsync(TeamId.New(Noon), now.AddHours(-24), Cancellation)).ShouldBe(default);

        UsageRecord CallAt(DateTimeOffset at, decimal unbilled) => records.Next() with
        {
            Id = RequestId.New(at),
            At = at,
            Cost = NanoUsd.FromUsd(1),
            Unbilled = NanoUsd.FromUsd(unbilled),
            Source = UsageSource.Provider,
            Status = 200,
        };
    }

    [Fact]
    public async Task The_paused_teams_of_the_installation_are_listed_until_they_are_resumed()
    {
        var pause = PauseOf("run");
        var ofTeam = pause with { Scope = PauseScope.Team, Subject = pause.TeamId.ToString() };
        await Pauses.AddAsync(pause, Cancellation);
        await Pauses.AddAsync(ofTeam, Cancellation);
        (await Pauses.ListTeamsAsync(Cancellation)).Where(one => one.TeamId == pause.TeamId).ShouldBe([ofTeam]);

        await Pauses.ResumeAsync(ofTeam.TeamId, ofTeam.Scope, ofTeam.Subject, Noon.AddHours(1), Cancellation);

        (await Pauses.ListTeamsAsync(Cancellation)).ShouldNotContain(one => one.TeamId == pause.TeamId);
        (await Pauses.ListAsync(pause.TeamId, Cancellation)).ShouldBe([pause]);
    }

    private static Pause PauseOf(string session) => new()
    {
        TeamId = TeamId.New(Noon),
        Scope = PauseScope.Run,
        Subject = session,
        KeyId = KeyId.New(Noon),
        MemberId = MemberId.New(Noon),
        At = Noon.AddMicroseconds(7),
        Reason = "It repeats itself.",
    };
}

public sealed class PauseStoreOnSqlite(SqliteStore store) : PauseStoreContract(store), IClassFixture<SqliteStore>;

public sealed class PauseStoreOnPostgres(PostgresStore store) : PauseStoreContract(store), IClassFixture<PostgresStore>;
