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
        var teamId = (await AddTeamAsync()).TeamId;
        var kept = New(teamId, "resp_1", "msg_1");
        await Responses.AddAsync(kept, Quota, Cancellation);

        var found = (await Responses.FindAsync(Team(teamId), "resp_1", Cancellation)).ShouldNotBeNull();

        found.Response.ToArray().ShouldBe(kept.Response.ToArray());
        found.Input.ToArray().ShouldBe(kept.Input.ToArray());
        (found.Tokens, found.CreatedAt).ShouldBe((kept.Tokens, kept.CreatedAt));
        (await Responses.FindByItemAsync(Team(teamId), "msg_1", Cancellation)).ShouldNotBeNull().ToArray().ShouldBe(kept.Response.ToArray());
        (await Responses.FindByItemAsync(Team(teamId), "msg_2", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_team_neither_finds_nor_removes_another_teams_response()
    {
        var (teamId, stranger) = ((await AddTeamAsync()).TeamId, (await AddTeamAsync()).TeamId);
        await Responses.AddAsync(New(teamId, "resp_1", "msg_1"), Quota, Cancellation);

        (await Responses.FindAsync(Team(stranger), "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(Team(stranger), "msg_1", Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(Team(stranger), "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(Team(teamId), "resp_1", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_response_replaces_one_with_the_same_id_or_the_same_items()
    {
        var teamId = (await AddTeamAsync()).TeamId;
        await Responses.AddAsync(New(teamId, "resp_1", "msg_1"), Quota, Cancellation);
        await Responses.AddAsync(New(teamId, "resp_1", "msg_1", "msg_2"), Quota, Cancellation);
        await Responses.AddAsync(New(teamId, "resp_2", "msg_2", "msg_2"), Quota, Cancellation);

        IdOf(await Responses.FindByItemAsync(Team(teamId), "msg_1", Cancellation)).ShouldBe("resp_1");
        IdOf(await Responses.FindByItemAsync(Team(teamId), "msg_2", Cancellation)).ShouldBe("resp_2");
    }

    [Fact]
    public async Task A_removed_response_is_gone_with_its_items()
    {
        var teamId = (await AddTeamAsync()).TeamId;
        await Responses.AddAsync(New(teamId, "resp_1", "msg_1"), Quota, Cancellation);

        (await Responses.RemoveAsync(Team(teamId), "resp_1", Cancellation)).ShouldBeTrue();

        (await Responses.RemoveAsync(Team(teamId), "resp_1", Cancellation)).ShouldBeFalse();
        (await Responses.FindAsync(Team(teamId), "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(Team(teamId), "msg_1", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Responses_are_deleted_after_the_days_of_their_team_but_at_most_the_operators()
    {
        var (byDefault, brief, excessive) = (await AddTeamAsync(retentionDays: null), await AddTeamAsync(retentionDays: 2), await AddTeamAsync(retentionDays: 400));
        TeamId[] teams = [byDefault, brief, excessive];
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
        var teamId = (await AddTeamAsync()).TeamId;

        (await Responses.FindAsync(Team(teamId), id, Cancellation)).ShouldBeNull();
        (await Responses.FindByItemAsync(Team(teamId), id, Cancellation)).ShouldBeNull();
        (await Responses.RemoveAsync(Team(teamId), id, Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_member_neither_finds_nor_removes_another_members_response()
    {
        var owner = await AddTeamAsync();
        var (own, other) = (new ResponseAccess(owner.TeamId, owner.Id), new ResponseAccess(owner.TeamId, MemberId.New(Noon)));
        await Responses.AddAsync(New(owner.TeamId, "resp_1", "msg_1") with { MemberId = owner.Id }, Quota, Cancellation);

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
        await Responses.AddAsync(New(owner.TeamId, "resp_1", "msg_1"), Quota, Cancellation);

        (await Responses.FindAsync(new ResponseAccess(owner.TeamId, owner.Id), "resp_1", Cancellation)).ShouldBeNull();
        (await Responses.FindAsync(Team(owner.TeamId), "resp_1", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Above_the_number_of_responses_the_oldest_are_removed()
    {
        var (teamId, other) = ((await AddTeamAsync()).TeamId, (await AddTeamAsync()).TeamId);
        await Responses.AddAsync(New(other, "resp_other", "msg_other") with { CreatedAt = Noon.AddDays(-1) }, Quota, Cancellation);
        foreach (var minute in (int[])[3, 1, 2, 4])
            await Responses.AddAsync(New(teamId, $"resp_{minute}", $"msg_{minute}") with { CreatedAt = Noon.AddMinutes(minute) }, Quota with { MaxResponses = 3 }, Cancellation);

        (await StoredAsync(teamId, 4)).ShouldBe([2, 3, 4]);
        (await Responses.FindByItemAsync(Team(teamId), "msg_1", Cancellation)).ShouldBeNull();
        (await Responses.FindAsync(Team(other), "resp_other", Cancellation)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Above_the_number_of_bytes_the_oldest_are_removed()
    {
        var teamId = (await AddTeamAsync()).TeamId;
        var size = New(teamId, "resp_1").Size;
        foreach (var minute in (int[])[1, 2, 3, 4])
            await Responses.AddAsync(New(teamId, $"resp_{minute}") with { CreatedAt = Noon.AddMinutes(minute) }, Quota with { MaxBytes = size * 2 }, Cancellation);

        (await StoredAsync(teamId, 4)).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_lower_quota_removes_hundreds_of_responses()
    {
        var teamId = (await AddTeamAsync()).TeamId;
        for (var i = 1; i <= 250; i++) await Responses.AddAsync(New(teamId, $"resp_{i}") with { CreatedAt = Noon.AddMinutes(i) }, Quota with { MaxResponses = 1000 }, Cancellation);

        await Responses.AddAsync(New(teamId, "resp_251") with { CreatedAt = Noon.AddMinutes(251) }, Quota with { MaxResponses = 2 }, Cancellation);

        (await StoredAsync(teamId, 251)).ShouldBe([250, 251]);
    }

    [Fact]
    public async Task A_team_that_disables_storing_loses_its_responses_and_gets_no_more()
    {
        var (teamId, other) = ((await AddTeamAsync()).TeamId, (await AddTeamAsync()).TeamId);
        foreach (var team in (TeamId[])[teamId, other]) await Responses.AddAsync(New(team, "resp_1", "msg_1"), Quota, Cancellation);

        var settings = (await Node.Tenancy.FindTeamAsync(teamId, Cancellation)).ShouldNotBeNull();
        await Node.Tenancy.UpdateTeamAsync(settings with { Responses = new ResponsePolicy { Store = false }, Version = settings.Version + 1 }, Cancellation);
        await Responses.AddAsync(New(teamId, "resp_2"), Quota, Cancellation);

        (await StoredAsync(teamId, 2)).ShouldBeEmpty();
        (await Responses.FindByItemAsync(Team(teamId), "msg_1", Cancellation)).ShouldBeNull();
        (await StoredAsync(other, 2)).ShouldBe([1]);
    }

    private async Task<TeamId> AddTeamAsync(int? retentionDays)
    {
        var team = (await Node.Tenancy.FindTeamAsync((await AddTeamAsync()).TeamId, Cancellation)).ShouldNotBeNull();
        var changed = team with { Responses = team.Responses with { RetentionDays = retentionDays }, Version = team.Version + 1 };
        (await Node.Tenancy.UpdateTeamAsync(changed, Cancellation)).ShouldBeTrue();
        return team.Id;
    }

    private static ResponseAccess Team(TeamId teamId) => new(teamId, Member: null);

    /// <summary>The numbers of the responses that are stored.</summary>
    private async Task<List<int>> StoredAsync(TeamId teamId, int last)
    {
        var stored = new List<int>();
        for (var number = 1; number <= last; number++)
        {
            if (await Responses.FindAsync(Team(teamId), $"resp_{number}", Cancellation) is not null) stored.Add(number);
        }

        return stored;
    }

    private static string? IdOf(ReadOnlyMemory<byte>? response) =>
        JsonDocument.Parse(response.ShouldNotBeNull()).RootElement.GetProperty("id").GetString();

    private static StoredResponse New(TeamId teamId, string id, params string[] items) => new()
    {
        TeamId = teamId,
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
