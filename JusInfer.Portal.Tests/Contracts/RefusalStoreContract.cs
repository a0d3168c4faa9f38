using System.Collections.Immutable;
using JusInfer.Portal.Usage.Refusals;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class RefusalStoreContract(StoreFixture store) : StoreContract(store)
{
    private IRefusalStore Refusals => Node.Get<IRefusalStore>();

    [Fact]
    public async Task Refusals_are_listed_newest_first_in_pages_and_by_key_and_code()
    {
        var (tenant, other) = ((await AddTeamAsync()).TenantId, (await AddTeamAsync()).TenantId);
        var (first, second) = (KeyId.New(Noon), KeyId.New(Noon));
        Refusal[] all = [.. Enumerable.Range(0, 5).Select(i => Refusal(tenant, i < 3 ? first : second, i % 2 == 0 ? "CAP_REACHED" : "RATE_LIMIT", Noon.AddMinutes(i)))];
        await Refusals.AddAsync([.. all, Refusal(other, first, "CAP_REACHED", Noon)], Cancellation);

        var filter = new RefusalFilter { Tenant = tenant };
        var page = await Refusals.ListAsync(filter with { Limit = 2 }, Cancellation);
        page.Refusals.ShouldBe([all[4], all[3]]);
        page.Next.ShouldBe(all[3].Id);
        var last = await Refusals.ListAsync(filter with { Limit = 3, After = page.Next }, Cancellation);
        last.Refusals.ShouldBe([all[2], all[1], all[0]]);
        last.Next.ShouldBeNull();
        (await ListAsync(filter with { Key = first })).ShouldBe([all[2], all[1], all[0]]);
        (await ListAsync(filter with { Key = first, Code = "CAP_REACHED" })).ShouldBe([all[2], all[0]]);
    }

    [Fact]
    public async Task A_page_ends_after_20_000_refusals_that_do_not_match_its_filter()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        var key = KeyId.New(Noon);
        var rare = Refusal(tenant, key, "WALLET_EMPTY", Noon);
        await Refusals.AddAsync([rare], Cancellation);
        var others = Enumerable.Range(1, IRefusalStore.MaxScannedRows + 10).Select(second => Refusal(tenant, key, "RATE_LIMIT", Noon.AddSeconds(second)));
        foreach (var batch in others.Chunk(5_000)) await Refusals.AddAsync(batch, Cancellation);
        var filter = new RefusalFilter { Tenant = tenant, Code = "WALLET_EMPTY" };

        var first = await Refusals.ListAsync(filter, Cancellation);
        var second = await Refusals.ListAsync(filter with { After = first.Next }, Cancellation);

        first.Refusals.ShouldBeEmpty();
        first.ScannedTo.ShouldNotBeNull().ShouldBe(first.Next!.Value);
        second.Refusals.ShouldBe([rare]);
        second.Next.ShouldBeNull();
        (await Refusals.ListAsync(filter with { Code = null }, Cancellation)).ScannedTo.ShouldBeNull();
    }

    [Fact]
    public async Task Text_that_a_database_cannot_store_does_not_lose_a_refusal()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        var refusal = Refusal(tenant, KeyId.New(Noon), "INVALID_REQUEST", Noon) with { Message = "a\0b\ud800" + new string('c', 400), Path = "/v1/\0" };

        await Refusals.AddAsync([refusal], Cancellation);

        var stored = (await ListAsync(new RefusalFilter { Tenant = tenant })).ShouldHaveSingleItem();
        stored.Message.ShouldBe("a\ufffdb\ufffd" + new string('c', 400));
        stored.Path.ShouldBe("/v1/\ufffd");
    }

    [Fact]
    public async Task Old_refusals_are_removed()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        var kept = Refusal(tenant, KeyId.New(Noon), "CAP_REACHED", Noon.AddYears(-30).AddDays(1));
        await Refusals.AddAsync([kept with { Id = RequestId.New(Noon), At = Noon.AddYears(-30) }, kept], Cancellation);

        (await Refusals.RemoveBeforeAsync(kept.At, Cancellation)).ShouldBeFalse();

        (await ListAsync(new RefusalFilter { Tenant = tenant })).ShouldBe([kept]);
    }

    private async Task<ImmutableArray<Refusal>> ListAsync(RefusalFilter filter) => (await Refusals.ListAsync(filter, Cancellation)).Refusals;

    private static Refusal Refusal(TenantId tenant, KeyId key, string code, DateTimeOffset at) => new()
    {
        Id = RequestId.New(at),
        At = at,
        TenantId = tenant,
        KeyId = key,
        Path = "/v1/messages",
        Status = 402,
        Code = code,
        Scope = "key.month",
        Message = "It is reached.",
        Repeated = 3,
    };
}

public sealed class RefusalStoreOnSqlite(SqliteStore store) : RefusalStoreContract(store), IClassFixture<SqliteStore>;

public sealed class RefusalStoreOnPostgres(PostgresStore store) : RefusalStoreContract(store), IClassFixture<PostgresStore>;
