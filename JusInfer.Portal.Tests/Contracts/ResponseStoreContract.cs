using System.Text;
using System.Text.Json;
using JusInfer.Portal.Gateway.StoredResponses;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class ResponseStoreContract(StoreFixture store) : StoreContract(store)
{
    private static readonly ResponseQuota Quota = new(MaxResponses: 100, MaxBytes: 1_000_000);

    private IResponseStore Responses => Node.Get<IResponseStore>();

    [Fact]
    public async Task A_response_is_read_back_as_stored()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        var kept = New(tenant, "resp_1", "msg_1");
        await Responses.AddAsync(kept, Quota, Cancellation);

        var found = (await Responses.FindAsync(Team(tenant), "resp_1", Cancellation)).ShouldNotBeNull();

        found.Response.ToArray().ShouldBe(kept.Response.ToArray());
        found.Input.ToArray().ShouldBe(kept.Input.ToArray());
        (found.Tokens, found.CreatedAt).ShouldBe((kept.Tokens, kept.CreatedAt));
        (await Responses.FindByItemAsync(Team(tenant), "msg_1", Cancellation)).ShouldNotBeNull().ToArray().ShouldBe(kept.Response.ToArray());
        (await Responses.FindByItemAsync(Team(tenant), "msg_2", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_team_neither_finds_nor_removes_another_teams_response()
    {
        var (tenant, stranger) = ((await AddTeamAsync()).TenantId, (await AddTeamAsync()).TenantId);
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1"), Quota, Cancellation);

        (await Responses.FindAsync(Team(stranger), "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(Team(stranger), "msg_1", Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(Team(stranger), "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(Team(tenant), "resp_1", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_response_replaces_one_with_the_same_id_or_the_same_items()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1"), Quota, Cancellation);
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1", "msg_2"), Quota, Cancellation);
        await Responses.AddAsync(New(tenant, "resp_2", "msg_2", "msg_2"), Quota, Cancellation);

        IdOf(await Responses.FindByItemAsync(Team(tenant), "msg_1", Cancellation)).ShouldBe("resp_1");
        IdOf(await Responses.FindByItemAsync(Team(tenant), "msg_2", Cancellation)).ShouldBe("resp_2");
    }

    [Fact]
    public async Task A_removed_response_is_gone_with_its_items()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        await Responses.AddAsync(New(tenant, "resp_1", "msg_1"), Quota, Cancellation);

        (await Responses.RemoveAsync(Team(tenant), "resp_1", Cancellation)).ShouldBeTrue();

        (await Responses.RemoveAsync(Team(tenant), "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(Team(tenant), "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(Team(tenant), "msg_1", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Responses_are_deleted_after_the_days_of_their_team_but_at_most_the_operators()
    {
        var (byDefault, brief, excessive) = (await AddTeamAsync(retentionDays: null), await AddTeamAsync(retentionDays: 2), await AddTeamAsync(retentionDays: 400));
        TenantId[] teams = [byDefault, brief, excessive];
        foreach (var team in teams)
        {
            foreach (var days in (int[])[1, 5, 20, 95])
                await Responses.AddAsync(New(team, $"resp_{days}", $"msg_{days}") with { CreatedAt = Noon.AddDays(-days) }, Quota, Cancellation);
        }

        (await Responses.RemoveExpiredAsync(Noon, new ResponseRetention(DefaultDays: 10, MaxDays: 90), Cancellation)).ShouldBe(2 + 3 + 1);

        (await StoredAsync(byDefault, 95)).ShouldBe([1, 5]);
        (await StoredAsync(brief, 95)).ShouldBe([1]);
        (await StoredAsync(excessive, 95)).ShouldBe([1, 5, 20]);
        (await Responses.FindByItemAsync(Team(brief), "msg_5", Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\ud800")]
    public async Task An_id_that_cannot_be_stored_is_not_found(string id)
    {
        var tenant = (await AddTeamAsync()).TenantId;

        (await Responses.FindAsync(Team(tenant), id, Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(Team(tenant), id, Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(Team(tenant), id, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_neither_finds_nor_removes_another_members_response()
    {
        var owner = await AddTeamAsync();
        var (own, other) = (new ResponseAccess(owner.TenantId, owner.Id), new ResponseAccess(owner.TenantId, MemberId.New(Noon)));
        await Responses.AddAsync(New(owner.TenantId, "resp_1", "msg_1") with { MemberId = owner.Id }, Quota, Cancellation);

        (await Responses.FindAsync(other, "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(other, "msg_1", Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(other, "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(own, "resp_1", Cancellation)).ShouldNotBeNull().MemberId.ShouldBe(owner.Id);
        (await Responses.FindByItemAsync(own, "msg_1", Cancellation)).ShouldNotBeNull();
        (await Responses.RemoveAsync(own, "resp_1", Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_response_without_a_member_is_found_only_by_the_whole_team()
    {
        var owner = await AddTeamAsync();
        await Responses.AddAsync(New(owner.TenantId, "resp_1", "msg_1"), Quota, Cancellation);

        (await Responses.FindAsync(new ResponseAccess(owner.TenantId, owner.Id), "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindAsync(Team(owner.TenantId), "resp_1", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Above_the_number_of_responses_the_oldest_are_removed()
    {
        var (tenant, other) = ((await AddTeamAsync()).TenantId, (await AddTeamAsync()).TenantId);
        await Responses.AddAsync(New(other, "resp_other", "msg_other") with { CreatedAt = Noon.AddDays(-1) }, Quota, Cancellation);
        foreach (var minute in (int[])[3, 1, 2, 4])
            await Responses.AddAsync(New(tenant, $"resp_{minute}", $"msg_{minute}") with { CreatedAt = Noon.AddMinutes(minute) }, Quota with { MaxResponses = 3 }, Cancellation);

        (await StoredAsync(tenant, 4)).ShouldBe([2, 3, 4]);
        (await Responses.FindByItemAsync(Team(tenant), "msg_1", Cancellation)).ShouldBeNull();
        (await Responses.FindAsync(Team(other), "resp_other", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Above_the_number_of_bytes_the_oldest_are_removed()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        var size = New(tenant, "resp_1").Size;
        foreach (var minute in (int[])[1, 2, 3, 4])
            await Responses.AddAsync(New(tenant, $"resp_{minute}") with { CreatedAt = Noon.AddMinutes(minute) }, Quota with { MaxBytes = size * 2 }, Cancellation);

        (await StoredAsync(tenant, 4)).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_lower_quota_removes_hundreds_of_responses()
    {
        var tenant = (await AddTeamAsync()).TenantId;
        for (var i = 1; i <= 250; i++) await Responses.AddAsync(New(tenant, $"resp_{i}") with { CreatedAt = Noon.AddMinutes(i) }, Quota with { MaxResponses = 1000 }, Cancellation);

        await Responses.AddAsync(New(tenant, "resp_251") with { CreatedAt = Noon.AddMinutes(251) }, Quota with { MaxResponses = 2 }, Cancellation);

        (await StoredAsync(tenant, 251)).ShouldBe([250, 251]);
    }

    [Fact]
    public async Task A_team_that_disables_storing_loses_its_responses_and_gets_no_more()
    {
        var (tenant, other) = ((await AddTeamAsync()).TenantId, (await AddTeamAsync()).TenantId);
        foreach (var team in (TenantId[])[tenant, other]) await Responses.AddAsync(New(team, "resp_1", "msg_1"), Quota, Cancellation);

        var settings = (await Node.Tenancy.FindTenantAsync(tenant, Cancellation)).ShouldNotBeNull();
        await Node.Tenancy.UpdateTenantAsync(settings with { Responses = new ResponsePolicy { Store = false }, Version = settings.Version + 1 }, Cancellation);
        await Responses.AddAsync(New(tenant, "resp_2"), Quota, Cancellation);

        (await StoredAsync(tenant, 2)).ShouldBeEmpty();
        (await Responses.FindByItemAsync(Team(tenant), "msg_1", Cancellation)).ShouldBeNull();
        (await StoredAsync(other, 2)).ShouldBe([1]);
    }

    private async Task<TenantId> AddTeamAsync(int? retentionDays)
    {
        var team = (await Node.Tenancy.FindTenantAsync((await AddTeamAsync()).TenantId, Cancellation)).ShouldNotBeNull();
        var changed = team with { Responses = team.Responses with { RetentionDays = retentionDays }, Version = team.Version + 1 };
        (await Node.Tenancy.UpdateTenantAsync(changed, Cancellation)).ShouldBeTrue();
        return team.Id;
    }

    private static ResponseAccess Team(TenantId tenant) => new(tenant, Member: null);

    /// <summary>The numbers of the responses that are stored.</summary>
    private async Task<List<int>> StoredAsync(TenantId tenant, int last)
    {
        var stored = new List<int>();
        for (var number = 1; number <= last; number++)
        {
            if (await Responses.FindAsync(Team(tenant), $"resp_{number}", Cancellation) is not null) stored.Add(number);
        }

        return stored;
    }

    private static string? IdOf(ReadOnlyMemory<byte>? response) =>
        JsonDocument.Parse(response.ShouldNotBeNull()).RootElement.GetProperty("id").GetString();

    private static StoredResponse New(TenantId tenant, string id, params string[] items) => new()
    {
        TenantId = tenant,
        Id = id,
        MemberId = null,
        CreatedAt = Noon,
        Response = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","output":[],"nul":"\u0000"}"""),
        Input = "{\"role\":\"user\",\"content\":\"x\"}"u8.ToArray(),
        Tokens = 12,
        ItemIds = [.. items],
    };
}

public sealed class ResponseStoreOnSqlite(SqliteStore store) : ResponseStoreContract(store), IClassFixture<SqliteStore>;

public sealed class ResponseStoreOnPostgres(PostgresStore store) : ResponseStoreContract(store), IClassFixture<PostgresStore>;
