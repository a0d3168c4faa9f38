using JusInfer.Portal.Tests.Gateway.Dialects.OpenAiResponses;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.StoredResponses;

/// <summary>A stored response belongs to the member whose key created it, unless the owner shares responses or disables storing.</summary>
public sealed class SharedResponsesTests : IAsyncLifetime
{
    private ScriptedUpstream upstream = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;
    private Caller owner = null!;
    private Caller member = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("an answer")));
        portal = await PortalHost.StartAsync(new TestCatalog().Provider("chat", upstream.BaseUrl).Model(ResponsesHost.Chat, ["chat:model"]));
        team = await portal.SignUpAsync();
        owner = await team.MintAsync();
        member = await team.MintAsync(new { name = "grace", member_id = await team.JoinAsync("grace@example.com") });
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task Another_member_gets_the_same_error_as_for_an_unknown_response()
    {
        var (id, item) = await StoreAsync(member);
        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, ""), (HttpMethod.Get, "/input_items"), (HttpMethod.Delete, "")])
        {
            var hidden = await owner.SendAsync(method, $"/v1/responses/{id}{path}", content: null);
            var unknown = await owner.SendAsync(method, $"/v1/responses/resp_unknown{path}", content: null);
            hidden.ShouldBe(404, "NOT_FOUND");
            unknown.ShouldBe(404, "NOT_FOUND");
            hidden.Message.Replace(id, "resp_unknown").ShouldBe(unknown.Message);
        }

        var continued = await ContinueAsync(owner, id);
        continued.ShouldBe(400, "INVALID_REQUEST");
        continued.Param.ShouldBe("previous_response_id");
        var referred = await ReferAsync(owner, item);
        referred.ShouldBe(400, "INVALID_REQUEST");
        referred.Param.ShouldBe("input[0].id");
    }

    [Fact]
    public async Task A_members_keys_use_the_same_responses()
    {
        var (id, item) = await StoreAsync(owner);
        var second = await team.MintAsync();

        (await second.GetAsync($"/v1/responses/{id}")).ShouldBe(200);
        (await ContinueAsync(second, id)).ShouldBe(200);
        (await ReferAsync(second, item)).ShouldBe(200);
        (await second.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}", content: null)).ShouldBe(200);
    }

    [Fact]
    public async Task The_owner_can_share_responses_with_the_team_and_end_it()
    {
        var (id, item) = await StoreAsync(member);

        (await team.Api.PatchAsync("/v1/tenant", new { share_responses = true })).ShouldBe(200);
        (await owner.GetAsync($"/v1/responses/{id}")).ShouldBe(200);
        (await ContinueAsync(owner, id)).ShouldBe(200);
        (await ReferAsync(owner, item)).ShouldBe(200);

        (await team.Api.PatchAsync("/v1/tenant", new { share_responses = false })).ShouldBe(200);
        (await owner.GetAsync($"/v1/responses/{id}")).ShouldBe(404, "NOT_FOUND");
        (await member.GetAsync($"/v1/responses/{id}")).ShouldBe(200);
    }

    [Fact]
    public async Task Another_team_never_uses_shared_responses()
    {
        await team.Api.PatchAsync("/v1/tenant", new { share_responses = true });
        var (id, item) = await StoreAsync(owner);
        var otherTeam = await portal.SignUpAsync();
        await otherTeam.Api.PatchAsync("/v1/tenant", new { share_responses = true });
        var stranger = await otherTeam.MintAsync();

        (await stranger.GetAsync($"/v1/responses/{id}")).ShouldBe(404, "NOT_FOUND");
        (await ContinueAsync(stranger, id)).ShouldBe(400, "INVALID_REQUEST");
        (await ReferAsync(stranger, item)).ShouldBe(400, "INVALID_REQUEST");
    }

    [Fact]
    public async Task With_storing_disabled_calls_are_answered_and_nothing_is_stored()
    {
        var (earlier, _) = await StoreAsync(owner);
        await ContinueAsync(owner, earlier);

        (await team.Api.PatchAsync("/v1/tenant", new { store_responses = false })).ShouldBe(200);
        var answered = await ResponsesHost.AskAsync(owner, ResponsesHost.Asking(ResponsesHost.Chat, extra: ",\"store\":true"));

        answered.ShouldBe(200);
        foreach (var id in (string[])[earlier, answered.Json.GetProperty("id").GetString()!])
        {
            var found = await owner.GetAsync($"/v1/responses/{id}");
            found.ShouldBe(404, "NOT_FOUND");
            found.Message.ShouldContain("the owner of the team has disabled storing responses");
            var continued = await ContinueAsync(owner, id);
            continued.ShouldBe(400, "INVALID_REQUEST");
            continued.Message.ShouldContain("the owner of the team has disabled storing responses");
        }
    }

    [Fact]
    public async Task A_team_above_its_quota_keeps_its_newest_responses()
    {
        await using var small = await PortalHost.StartAsync(new TestCatalog().Provider("chat", upstream.BaseUrl).Model(ResponsesHost.Chat, ["chat:model"]), ("Responses:MaxPerTenant", "2"));
        var caller = await (await small.SignUpAsync()).MintAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Add((await StoreAsync(caller)).Id);

        // A deletion waits until the response before it is written.
        (await caller.SendAsync(HttpMethod.Delete, $"/v1/responses/{ids[3]}", content: null)).ShouldBe(200);

        (await caller.GetAsync($"/v1/responses/{ids[2]}")).ShouldBe(200);
        (await caller.GetAsync($"/v1/responses/{ids[1]}")).ShouldBe(404, "NOT_FOUND");
        (await caller.GetAsync($"/v1/responses/{ids[0]}")).ShouldBe(404, "NOT_FOUND");
    }

    private static async Task<(string Id, string Item)> StoreAsync(Caller caller)
    {
        var stored = await ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat));
        stored.ShouldBe(200);
        return (stored.Json.GetProperty("id").GetString()!, stored.Json.GetProperty("output")[0].GetProperty("id").GetString()!);
    }

    private static Task<GatewayAnswer> ContinueAsync(Caller caller, string id) =>
        ResponsesHost.AskAsync(caller, ResponsesHost.Asking(ResponsesHost.Chat, extra: $",\"store\":false,\"previous_response_id\":\"{id}\""));

    private static Task<GatewayAnswer> ReferAsync(Caller caller, string item) =>
        ResponsesHost.AskAsync(caller, $$"""{"model":"test/chat","store":false,"input":[{"type":"item_reference","id":"{{item}}"},{"role":"user","content":"x"}]}""");
}
