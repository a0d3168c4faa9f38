using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.Responses;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class ResponseStoreContract(StoreFixture store) : StoreContract(store)
{
    private IResponseStore Responses => Node.Get<IResponseStore>();

    [Fact]
    public async Task A_response_is_read_back_as_stored()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        var kept = New(tenant, "resp_1", "msg_1");
        await Responses.AddAsync(kept, Cancellation);

        var found = (await Responses.FindAsync(tenant, "resp_1", Cancellation)).ShouldNotBeNull();

        found.Response.ToArray().ShouldBe(kept.Response.ToArray());
        found.Input.ToArray().ShouldBe(kept.Input.ToArray());
        (found.Tokens, found.CreatedAt).ShouldBe((kept.Tokens, kept.CreatedAt));
        (await Responses.FindByItemAsync(tenant, "msg_1", Cancellation)).ShouldNotBeNull().ToArray().ShouldBe(kept.Response.ToArray());
        (await Responses.FindByItemAsync(tenant, "msg_2", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_team_neither_finds_nor_removes_another_teams_response()
    {
        var (tenant, stranger) = ((await AddTeamAsync()).TenantId, (await AddTeamAsync()).TenantId);
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1"), Cancellation);

        (await Responses.FindAsync(stranger, "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(stranger, "msg_1", Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(stranger, "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(tenant, "resp_1", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_response_replaces_one_with_the_same_id_or_the_same_items()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1"), Cancellation);
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1", "msg_2"), Cancellation);
        await Responses.AddAsync(New(tenant, "resp_2", "msg_2", "msg_2"), Cancellation);

        IdOf(await Responses.FindByItemAsync(tenant, "msg_1", Cancellation)).ShouldBe("resp_1");
        IdOf(await Responses.FindByItemAsync(tenant, "msg_2", Cancellation)).ShouldBe("resp_2");
    }

    [Fact]
    public async Task A_removed_response_is_gone_with_its_items()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1"), Cancellation);

        (await Responses.RemoveAsync(tenant, "resp_1", Cancellation)).ShouldBeTrue();

        (await Responses.RemoveAsync(tenant, "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(tenant, "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(tenant, "msg_1", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Responses_before_a_time_are_deleted()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        await Responses.AddAsync(New(tenant, "resp_old", "msg_old") with { CreatedAt = Noon.AddYears(-2) }, Cancellation);
        await Responses.AddAsync(New(tenant, "resp_new", "msg_new"), Cancellation);

        (await Responses.RemoveBeforeAsync(Noon.AddYears(-1), Cancellation)).ShouldBe(1);

        (await Responses.FindAsync(tenant, "resp_old", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(tenant, "msg_old", Cancellation)).ShouldBeNull();
        (await Responses.FindAsync(tenant, "resp_new", Cancellation)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    public async Task An_id_that_cannot_be_stored_is_not_found(string id)
    {
        var tenant = (await AddTeamAsync()).TenantId;

        (await Responses.FindAsync(tenant, id, Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(tenant, id, Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(tenant, id, Cancellation)).ShouldBeFalse();
    }

    private static string? IdOf(ReadOnlyMemory<byte>? response) =>
        JsonDocument.Parse(response.ShouldNotBeNull()).RootElement.GetProperty("id").GetString();

    private static StoredResponse New(TenantId tenant, string id, params string[] items) => new()
    {
        TenantId = tenant,
        Id = id,
        CreatedAt = Noon,
        Response = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","output":[],"nul":"\u0000"}"""),
        Input = "{\"role\":\"user\",\"content\":\"x\"}"u8.ToArray(),
        Tokens = 12,
        ItemIds = [.. items],
    };
}

public sealed class ResponseStoreOnSqlite(SqliteStore store) : ResponseStoreContract(store), IClassFixture<SqliteStore>;

public sealed class ResponseStoreOnPostgres(PostgresStore store) : ResponseStoreContract(store), IClassFixture<PostgresStore>;
