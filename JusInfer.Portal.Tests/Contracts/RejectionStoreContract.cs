using System.Collections.Immutable;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class RejectionStoreContract(StoreFixture store) : StoreContract(store)
{
    private IRejectionStore Rejections => Node.Get<IRejectionStore>();

    [Fact]
    public async Task Rejections_are_listed_newest_first_in_pages_and_by_key_and_code()
    {
        var (team, other) = ((await AddTeamAsync()).TeamId, (await AddTeamAsync()).TeamId);
        var (first, second) = (KeyId.New(Noon), KeyId.New(Noon));
        Rejection[] all =
            [.. Enumerable.Range(0, 5)
            .Select(i => Rejection(team, i < 3 ? first : second, i % 2 == 0 ? "CAP_REACHED" : "RATE_LIMIT",
            Noon.AddMinutes(i)) with { MemberId = i == 0 ? null : MemberId.New(Noon) })];
        await Rejections.AddAsync([.. all, Rejection(other, first, "CAP_REACHED", Noon)], Cancellation);

        var filter = new RejectionFilter { Team = team };
        var page = await Rejections.ListAsync(filter with { Limit = 2 }, Cancellation);
        page.Rejections.ShouldBe([all[4], all[3]]);
        page.Next.ShouldBe(all[3].Id);
        var last = await Rejections.ListAsync(filter with { Limit = 3, After = page.Next }, Cancellation);
        last.Rejections.ShouldBe([all[2], all[1], all[0]]);
        last.Next.ShouldBeNull();
        (await ListAsync(filter with { Key = first })).ShouldBe([all[2], all[1], all[0]]);
        (await ListAsync(filter with { Key = first, Code = "CAP_REACHED" })).ShouldBe([all[2], all[0]]);
        (await ListAsync(filter with { Member = all[3].MemberId })).ShouldBe([all[3]]);
        (await ListAsync(filter with { Status = 429 })).ShouldBeEmpty();
        (await ListAsync(filter with { From = Noon.AddMinutes(1), To = Noon.AddMinutes(3), Status = 402 })).ShouldBe([all[2], all[1]]);
        (await ListAsync(filter with { Search = CallSearch.Parse("cap_") })).ShouldBe([all[4], all[2], all[0]]);
        (await ListAsync(filter with { Search = CallSearch.Parse(all[1].Id.ToString()[..20]), From = Noon })).ShouldBe([all[1]]);
    }

    [Fact]
    public async Task A_page_ends_after_20_000_rejections_that_do_not_match_its_filter()
    {
        var team = (await AddTeamAsync()).TeamId;
        var key = KeyId.New(Noon);
        var rare = Rejection(team, key, "WALLET_EMPTY", Noon);
        await Rejections.AddAsync([rare], Cancellation);
        var others = Enumerable.Range(1, IRejectionStore.MaxScannedRows + 10).Select(second => Rejection(team, key, "RATE_LIMIT", Noon.AddSeconds(second)));
        foreach (var batch in others.Chunk(5_000)) await Rejections.AddAsync(batch, Cancellation);
        var filter = new RejectionFilter { Team = team, Code = "WALLET_EMPTY" };

        var first = await Rejections.ListAsync(filter, Cancellation);
        var second = await Rejections.ListAsync(filter with { After = first.Next }, Cancellation);

        first.Rejections.ShouldBeEmpty();
        first.ScannedTo.ShouldNotBeNull().ShouldBe(first.Next!.Value);
        second.Rejections.ShouldBe([rare]);
        second.Next.ShouldBeNull();
        (await Rejections.ListAsync(filter with { Code = null }, Cancellation)).ScannedTo.ShouldBeNull();
    }

    [Fact]
    public async Task Text_that_a_database_cannot_store_does_not_lose_a_rejection()
    {
        var team = (await AddTeamAsync()).TeamId;
        var rejection = Rejection(team, KeyId.New(Noon), "INVALID_REQUEST", Noon) with { Message = "a\0b\ud800" + new string('c', 400), Path = "/v1/\0" };

        await Rejections.AddAsync([rejection], Cancellation);

        var stored = (await ListAsync(new RejectionFilter { Team = team })).ShouldHaveSingleItem();
        stored.Message.ShouldBe("a\ufffdb\ufffd" + new string('c', 400));
        stored.Path.ShouldBe("/v1/\ufffd");
    }

    [Fact]
    public async Task Old_rejections_are_removed()
    {
        var team = (await AddTeamAsync()).TeamId;
        var kept = Rejection(team, KeyId.New(Noon), "CAP_REACHED", Noon.AddYears(-30).AddDays(1));
        await Rejections.AddAsync([kept with { Id = RequestId.New(Noon), At = Noon.AddYears(-30) }, kept], Cancellation);

        (await Rejections.RemoveBeforeAsync(kept.At, Cancellation)).ShouldBeFalse();

        (await ListAsync(new RejectionFilter { Team = team })).ShouldBe([kept]);
    }

    private async Task<ImmutableArray<Rejection>> ListAsync(RejectionFilter filter) => (await Rejections.ListAsync(filter, Cancellation)).Rejections;

    private static Rejection Rejection(TeamId team, KeyId key, string code, DateTimeOffset at) => new()
    {
        Id = RequestId.New(at),
        At = at,
        TeamId = team,
        KeyId = key,
        Path = "/v1/messages",
        Status = 402,
        Code = code,
        Scope = "key.month",
        Message = "It is reached.",
        Repeated = 3,
    };
}

public sealed class RejectionStoreOnSqlite(SqliteStore store) : RejectionStoreContract(store), IClassFixture<SqliteStore>;

public sealed class RejectionStoreOnPostgres(PostgresStore store) : RejectionStoreContract(store), IClassFixture<PostgresStore>;
