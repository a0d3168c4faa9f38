using JusInfer.Portal.Gateway.Pipeline.Sessions;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class SessionStateStoreContract(StoreFixture store) : StoreContract(store)
{
    private static readonly DateTimeOffset Tomorrow = Noon.AddDays(1);

    private IPromptSessionStore States => Node.Get<IPromptSessionStore>();

    [Fact]
    public async Task States_are_read_back_for_their_team_alone()
    {
        var (team, first, second) = (TeamId.New(Noon), Guid.NewGuid(), Guid.NewGuid());
        StoredPromptSession[] saved = [new(team, first, 1, [1, 0, 255]), new(team, second, 5_000_000_000, [.. Enumerable.Repeat((byte)7, 60_000)])];
        await States.SaveAsync(saved, Tomorrow, Cancellation);

        var read = await States.ReadAsync(team, first, second, Noon, Cancellation);

        read.OrderBy(static state => state.Number).Select(static state => (state.Team, state.Id, state.Number, state.State.Length)).ShouldBe([(team, first, 1, 3), (team, second, 5_000_000_000, 60_000)]);
        read.MinBy(static state => state.Number)!.State.ShouldBe([1, 0, 255]);
        (await States.ReadAsync(team, first, null, Noon, Cancellation)).ShouldHaveSingleItem();
        (await States.ReadAsync(team, Guid.NewGuid(), null, Noon, Cancellation)).ShouldBeEmpty();
        (await States.ReadAsync(TeamId.New(Noon), first, second, Noon, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_state_with_the_highest_number_stays()
    {
        var (team, id) = (TeamId.New(Noon), Guid.NewGuid());
        foreach (var (number, state) in ((long, byte)[])[(2, 2), (5, 5), (5, 6), (4, 4)]) await States.SaveAsync([new(team, id, number, [state])], Tomorrow, Cancellation);

        (await States.ReadAsync(team, id, null, Noon, Cancellation)).ShouldHaveSingleItem().State.ShouldBe([5]);
    }

    [Fact]
    public async Task Nodes_that_store_the_same_sessions_at_once_do_not_wait_for_each_other_forever()
    {
        var team = TeamId.New(Noon);
        Guid[] ids = [.. Enumerable.Range(0, IPromptSessionStore.MaxBatch).Select(static _ => Guid.NewGuid())];

        await Task.WhenAll(Enumerable.Range(1, 8).Select(number => Task.Run(() => States.SaveAsync(
            [.. (number % 2 == 0 ? ids : ids.Reverse()).Select(id => new StoredPromptSession(team, id, number, [(byte)number]))], Tomorrow, Cancellation))));

        foreach (var id in ids) (await States.ReadAsync(team, id, null, Noon, Cancellation)).ShouldHaveSingleItem().Number.ShouldBe(8);
    }

    [Fact]
    public async Task Expired_states_are_not_read_and_removed()
    {
        var (team, expired, fresh) = (TeamId.New(Noon), Guid.NewGuid(), Guid.NewGuid());
        await States.SaveAsync([new(team, expired, 1, [1])], Noon.AddYears(-1), Cancellation);
        await States.SaveAsync([new(team, fresh, 1, [1])], Tomorrow, Cancellation);

        (await States.ReadAsync(team, expired, null, Noon.AddYears(-1), Cancellation)).ShouldBeEmpty();
        (await States.RemoveExpiredAsync(Noon.AddYears(-1), Cancellation)).ShouldBe(1);
        (await States.RemoveExpiredAsync(Noon.AddYears(-1), Cancellation)).ShouldBe(0);
        (await States.ReadAsync(team, fresh, null, Noon, Cancellation)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task States_are_deleted_with_their_team()
    {
        var (owner, id) = (await AddTeamAsync(), Guid.NewGuid());
        await States.SaveAsync([new(owner.TeamId, id, 1, [1])], Tomorrow, Cancellation);

        (await Node.Tenancy.DeleteTeamAsync(owner.TeamId, Noon, Cancellation)).ShouldBeTrue();

        (await States.ReadAsync(owner.TeamId, id, null, Noon, Cancellation)).ShouldBeEmpty();
    }
}

public sealed class SessionStateStoreOnSqlite(SqliteStore store) : SessionStateStoreContract(store), IClassFixture<SqliteStore>;

public sealed class SessionStateStoreOnPostgres(PostgresStore store) : SessionStateStoreContract(store), IClassFixture<PostgresStore>;
