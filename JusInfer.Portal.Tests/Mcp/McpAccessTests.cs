using JusInfer.Portal.Keys;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>Who may use <c>/mcp</c>, and what each caller sees.</summary>
public sealed class McpAccessTests : IAsyncLifetime
{
    private static readonly string[] Reads = ["get_usage", "list_runs", "get_run", "explain_rejection", "get_limits", "list_models"];

    private McpPortal portal = null!;

    public async ValueTask InitializeAsync() => portal = await McpPortal.StartAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Theory]
    [InlineData(null, "jinf_")]
    [InlineData("nonsense", "/v1/auth/login")]
    [InlineData("jinf_x", "unknown, revoked or expired")]
    public async Task A_stranger_gets_401_with_a_challenge(string? credential, string sentence)
    {
        var answer = await new ControlPlaneClient(portal.Host.Http) { Access = credential }.PostAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "tools/list" });

        answer.ShouldBe(401, "UNAUTHORIZED");
        answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        answer.Text("detail").ShouldContain(sentence);
    }

    [Fact]
    public async Task A_revoked_key_gets_401()
    {
        var key = await portal.Team.MintAsync();
        (await portal.Team.Api.DeleteAsync($"/v1/keys/{key.Id}")).ShouldBe(204);

        (await new ControlPlaneClient(portal.Host.Http) { Access = key.Key }.PostAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "tools/list" })).ShouldBe(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task A_key_for_calls_sees_its_own_calls_and_not_those_of_the_team()
    {
        var (mine, other) = (await portal.Team.MintAsync(new { name = "mine" }), await portal.Team.MintAsync(new { name = "other" }));
        await McpPortal.CallAsync(portal.Team, mine, "my-run");
        await McpPortal.CallAsync(portal.Team, other, "other-run");
        var mcp = await portal.ConnectAsync(mine);

        (await mcp.CallAsync("get_usage")).Json.GetProperty("total").GetProperty("requests").GetInt32().ShouldBe(1);
        (await mcp.FailAsync("get_usage", ("group_by", "key"))).ShouldContain("needs a key with the scope usage:read");
        (await mcp.CallAsync("list_runs", ("key", other.Id))).Text.ShouldNotContain("other-run");
        (await mcp.CallAsync("list_runs")).Text.ShouldContain("my-run");
        (await mcp.FailAsync("get_run", ("session", "other-run"))).ShouldContain("no such run");
        (await mcp.CallAsync("get_limits")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("key_id").GetString().ShouldBe(mine.Id);
        (await mcp.FailAsync("get_limits", ("key", other.Id))).ShouldBe("There is no such live key.");
        var foreign = (await portal.Team.RecordsAsync(other))[0].GetProperty("id").GetString();
        (await mcp.FailAsync("explain_rejection", ("request_id", foreign))).ShouldStartWith("There is no rejected call");
    }

    [Fact]
    public async Task Of_a_run_that_several_keys_name_a_key_for_calls_sees_its_own_part()
    {
        var (mine, other) = (await portal.Team.MintAsync(new { name = "mine" }), await portal.Team.MintAsync(new { name = "other" }));
        await McpPortal.CallAsync(portal.Team, mine, "shared");
        await McpPortal.CallAsync(portal.Team, other, "shared");
        (await mine.AskAsync(Caller.Asking(McpPortal.Model), ("X-JusInfer-Session", "my-child"), ("X-JusInfer-Parent-Session", "shared"))).Status.ShouldBe(200);
        (await other.AskAsync(Caller.Asking(McpPortal.Model), ("X-JusInfer-Session", "their-child"), ("X-JusInfer-Parent-Session", "shared"))).Status.ShouldBe(200);
        await portal.Team.RecordsAsync(mine, count: 2);
        await portal.Team.RecordsAsync(other, count: 2);

        var run = await (await portal.ConnectAsync(mine)).CallAsync("get_run", ("session", "shared"));

        run.Text.ShouldContain("1 calls (0 failed)");
        run.Text.ShouldNotContain("their-child");
        run.Json.GetProperty("request_count").GetInt32().ShouldBe(1);
        run.Json.GetProperty("requests").EnumerateArray().ShouldHaveSingleItem().GetProperty("key_id").GetString().ShouldBe(mine.Id);
        run.Json.GetProperty("children").EnumerateArray().ShouldHaveSingleItem().GetProperty("session").GetString().ShouldBe("my-child");
        var whole = await (await portal.ConnectAsync(portal.OwnerToken)).CallAsync("get_run", ("session", "shared"));
        whole.Json.GetProperty("request_count").GetInt32().ShouldBe(2);
        whole.Json.GetProperty("children").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_key_with_the_scope_usage_read_sees_what_its_member_sees_and_mints_nothing()
    {
        var (agent, reader) = (await portal.Team.MintAsync(), await portal.Team.MintAsync(new { name = "reader", scope = "usage:read" }));
        await McpPortal.CallAsync(portal.Team, agent, "build");
        var mcp = await portal.ConnectAsync(reader);

        (await mcp.CallAsync("get_usage", ("group_by", "key"))).Text.ShouldContain(agent.Id);
        (await mcp.CallAsync("list_runs")).Text.ShouldContain("build");
        (await mcp.ToolsAsync()).ShouldBe(Reads, ignoreOrder: true);
        (await mcp.FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1))).ShouldStartWith("This key mints no keys.");
        (await portal.Team.Api.GetAsync("/v1/keys")).Json.GetProperty("data").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Another_team_sees_nothing()
    {
        var key = await portal.Team.MintAsync(new { name = "ours", rpm = 1 });
        await McpPortal.CallAsync(portal.Team, key, "our-run");
        var rejected = await key.AskAsync(Caller.Asking(McpPortal.Model));
        rejected.Status.ShouldBe(429);
        var stranger = await portal.Host.SignUpAsync();
        foreach (var credential in (string[])[stranger.Api.Access!, (await stranger.MintAsync()).Key, (await stranger.MintAsync(new { name = "reader", scope = "usage:read" })).Key])
        {
            var mcp = await portal.ConnectAsync(credential);
            (await mcp.CallAsync("get_usage")).Json.GetProperty("total").GetProperty("requests").GetInt32().ShouldBe(0);
            (await mcp.CallAsync("list_runs", ("key", key.Id))).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
            (await mcp.FailAsync("get_run", ("session", "our-run"))).ShouldContain("no such run");
            (await mcp.FailAsync("get_limits", ("key", key.Id))).ShouldBe("There is no such live key.");
            (await mcp.FailAsync("explain_rejection", ("request_id", rejected.Headers["x-request-id"]))).ShouldStartWith("There is no rejected call");
            (await mcp.FailAsync("explain_rejection")).ShouldBe("No call was rejected in the last 30 days.");
        }
    }

    [Theory]
    [InlineData("admin", null)]
    [InlineData("member", "Only owners and admins of the team set limits")]
    [InlineData("viewer", "Viewers and billing do not mint keys")]
    [InlineData("billing", "Viewers and billing do not mint keys")]
    public async Task The_role_decides_who_mints_and_everyone_reads(string role, string? rejection)
    {
        var mcp = await portal.ConnectAsync(await portal.JoinAsync(role));

        (await mcp.CallAsync("get_usage")).Text.ShouldStartWith("# Usage of");
        (await mcp.ToolsAsync()).Contains("mint_key").ShouldBe(rejection is null);
        if (rejection is null) (await mcp.CallAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1))).Text.ShouldContain("jinf_");
        else (await mcp.FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1))).ShouldContain(rejection);
    }

    [Fact]
    public async Task A_key_with_the_scope_keys_mint_mints_for_its_owner_and_the_audit_log_names_the_owner()
    {
        var mcp = await portal.ConnectAsync(await MintAsync());

        var id = (await mcp.CallAsync("mint_key", ("name", "child"), ("monthly_cap_usd", 1))).Json.GetProperty("id").GetString();

        var entry = (await portal.Team.Api.GetAsync("/v1/audit")).Json.GetProperty("data").EnumerateArray().First(row => row.GetProperty("subject").GetString() == id);
        entry.GetProperty("actor").GetString().ShouldBe("ada@example.com");
    }

    [Fact]
    public async Task A_key_with_the_scope_keys_mint_does_nothing_else()
    {
        var (minting, agent) = (await MintAsync(), await portal.Team.MintAsync());
        await McpPortal.CallAsync(portal.Team, agent, "build");
        var mcp = await portal.ConnectAsync(minting);

        (await minting.AskAsync(Caller.Asking(McpPortal.Model))).Status.ShouldBe(403);
        (await new ControlPlaneClient(portal.Host.Http) { Access = minting.Key }.GetAsync("/v1/usage")).Status.ShouldBe(401);
        (await mcp.CallAsync("get_usage")).Json.GetProperty("total").GetProperty("requests").GetInt32().ShouldBe(0);
        (await mcp.CallAsync("list_runs")).Text.ShouldNotContain("build");
        (await mcp.FailAsync("get_limits", ("key", agent.Id))).ShouldBe("There is no such live key.");
    }

    [Fact] // The usual door revokes the children too: langwatch/langwatch#7960
    public async Task A_key_ends_when_the_one_that_minted_it_is_revoked_and_is_shown_until_then()
    {
        var minting = await MintAsync();
        var mcp = await portal.ConnectAsync(minting);
        var child = await mcp.CallAsync("mint_key", ("name", "child"), ("monthly_cap_usd", 1));
        var (id, key) = (child.Json.GetProperty("id").GetString()!, child.Json.GetProperty("key").GetString()!);
        child.Json.GetProperty("parent_id").GetString().ShouldBe(minting.Id);
        child.Json.GetProperty("scope").GetString().ShouldBe("all");
        (await (await portal.ConnectAsync(key)).FailAsync("mint_key", ("name", "grandchild"), ("monthly_cap_usd", 1)))
            .ShouldContain("mints no keys");
        var rotated = await portal.Team.Api.PostAsync($"/v1/keys/{id}/rotate", new { });
        rotated.ShouldBe(201);
        (rotated.Text("id"), rotated.Text("parent_id")).ShouldBe((id, minting.Id));
        var unrelated = await portal.Team.MintAsync();

        (await portal.Team.Api.DeleteAsync($"/v1/keys/{minting.Id}")).ShouldBe(204);

        foreach (var ended in new[] { minting.Key, key, rotated.Text("key") })
            (await new ControlPlaneClient(portal.Host.Http) { Access = ended }.PostAsync("/mcp",
                new { jsonrpc = "2.0", id = 1, method = "tools/list" })).ShouldBe(401);
        (await (await portal.ConnectAsync(unrelated)).ToolsAsync()).ShouldBe(Reads, ignoreOrder: true);
        var entries = (await portal.Team.Api.GetAsync("/v1/audit")).Json.GetProperty("data").EnumerateArray()
            .Where(static row => row.GetProperty("action").GetString() == "key.revoked");
        entries.Select(static row => row.GetProperty("subject").GetString())
            .ShouldBe([minting.Id, id], ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_ends_when_the_one_that_minted_it_is_reported()
    {
        var minting = await MintAsync();
        var key = (await (await portal.ConnectAsync(minting))
            .CallAsync("mint_key", ("name", "child"), ("monthly_cap_usd", 1))).Json.GetProperty("key").GetString()!;

        (await new ControlPlaneClient(portal.Host.Http).PostAsync("/v1/keys/report", new { key = minting.Key })).ShouldBe(202);

        await UntilRejectedAsync(key);
    }

    [Theory]
    [InlineData("rotate")]
    [InlineData("expire")]
    public async Task A_key_outlives_the_one_that_minted_it_if_that_is_rotated_or_expires(string end)
    {
        var minting = await MintAsync();
        var child = await (await portal.ConnectAsync(minting)).CallAsync("mint_key", ("name", "child"), ("monthly_cap_usd", 1));
        if (end == "rotate") (await portal.Team.Api.PostAsync($"/v1/keys/{minting.Id}/rotate", new { })).ShouldBe(201);
        else
        {
            var store = portal.Host.Services.GetRequiredService<IKeyStore>();
            var time = portal.Host.Services.GetRequiredService<TimeProvider>();
            var holder = (await store.FindAsync(KeyHash.From(minting.Key), TestContext.Current.CancellationToken)).ShouldNotBeNull();
            var expired = holder.Key with { ExpiresAt = time.GetUtcNow(), Version = 2 };
            (await store.UpdateAsync(expired, TestContext.Current.CancellationToken)).ShouldBeTrue();
        }

        await UntilRejectedAsync(minting.Key);

        (await (await portal.ConnectAsync(child.Json.GetProperty("key").GetString()!)).ToolsAsync()).ShouldBe(Reads, ignoreOrder: true);

        // It still ends when that one turns out to have leaked.
        (await portal.Team.Api.DeleteAsync($"/v1/keys/{minting.Id}")).ShouldBe(204);
        (await portal.Team.Api.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray()
            .Single(row => row.GetProperty("id").GetString() == child.Json.GetProperty("id").GetString()).GetProperty("revoked_at")
                .GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_that_calls_models_mints_nothing_also_that_of_an_owner_without_restrictions()
    {
        var mcp = await portal.ConnectAsync(await portal.Team.MintAsync());

        (await mcp.ToolsAsync()).ShouldBe(Reads, ignoreOrder: true);
        (await mcp.FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1))).ShouldContain("a key of theirs with the scope keys:mint");
    }

    [Fact]
    public async Task Owners_and_admins_mint_keys_that_mint_keys_and_service_keys_are_none()
    {
        var member = new ControlPlaneClient(portal.Host.Http) { Access = await portal.JoinAsync("member") };

        (await member.PostAsync("/v1/keys", new { name = "minting", scope = "keys:mint" })).ShouldBe(403, "FORBIDDEN");
        (await portal.Team.Api.PostAsync("/v1/keys", new { name = "minting", scope = "keys:mint", service = true })).FaultyFields.ShouldBe(
            ["scope"]);
        (await portal.Team.Api.PostAsync("/v1/keys", new { name = "minting", scope = "keys:mint" })).Text("scope").ShouldBe("keys:mint");
    }

    [Theory]
    [InlineData("""{"name":"k","scope":"keys:mint","monthly_cap_usd":1}""")]
    [InlineData("""{"name":"k","scope":"keys:mint","models":["test/model"]}""")]
    [InlineData("""{"name":"k","scope":"keys:mint","allowed_addresses":["127.0.0.0/8"]}""")]
    [InlineData("""{"name":"k","service":true}""")]
    public async Task A_restricted_key_mints_nothing(string fields)
    {
        var minted = await portal.Team.Api.PostTextAsync("/v1/keys", fields);
        minted.ShouldBe(201);
        var mcp = await portal.ConnectAsync(minted.Text("key"));

        (await mcp.ToolsAsync()).ShouldNotContain("mint_key");
        (await mcp.FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1))).ShouldContain("access token of an owner or admin");
    }

    [Fact]
    public async Task A_key_mints_no_key_with_a_higher_rate_than_its_own()
    {
        var mcp = await portal.ConnectAsync(await portal.Team.MintAsync(new { name = "slow", rpm = 5, scope = "keys:mint" }));

        (await mcp.FailAsync("mint_key", ("name", "faster"), ("monthly_cap_usd", 1), ("rpm", 6))).ShouldContain("rpm must be at most 5, which is the limit of this key.");
        (await mcp.CallAsync("mint_key", ("name", "as slow"), ("monthly_cap_usd", 1))).Json.GetProperty("rpm").GetInt32().ShouldBe(5);
        (await mcp.CallAsync("mint_key", ("name", "slower"), ("monthly_cap_usd", 1), ("rpm", 4))).Json.GetProperty("rpm").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task A_key_with_a_budget_of_its_own_mints_nothing()
    {
        var key = await MintAsync();
        (await portal.Team.Api.PostAsync("/v1/budgets", new { scope = "key", scope_id = key.Id, window = "day", amount_usd = 1 })).ShouldBe(201);

        (await (await portal.ConnectAsync(key)).FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1))).ShouldContain("a cap or budget");
    }

    /// <summary>A key that mints keys.</summary>
    private Task UntilRejectedAsync(string key) => Eventually.TrueAsync(async () =>
        (await new ControlPlaneClient(portal.Host.Http) { Access = key }.PostAsync("/mcp", new { jsonrpc = "2.0", id = 1, method = "ping" })).Status == 401);

    private Task<Caller> MintAsync() => portal.Team.MintAsync(new { name = "minting", scope = "keys:mint" });
}
