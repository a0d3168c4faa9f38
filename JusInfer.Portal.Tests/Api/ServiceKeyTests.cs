using System.Text.Json;
using JusInfer.Portal.Tests.Gateway;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Api;

/// <summary>Service keys belong to the team: they outlive their minter, and limits of members do not apply.</summary>
public sealed class ServiceKeyTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task It_outlives_the_admin_who_minted_it()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
        var team = await gateway.Portal.SignUpAsync();
        var (id, admin) = await JoinAsAdminAsync(team);
        var minted = await admin.PostAsync("/v1/keys", new { name = "pipeline", service = true });
        minted.ShouldBe(201);
        minted.Json.GetProperty("member_id").ValueKind.ShouldBe(JsonValueKind.Null);
        minted.Json.GetProperty("service").GetBoolean().ShouldBeTrue();
        var caller = new Caller(gateway.Portal.Http, minted.Text("id"), minted.Text("key"));
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);

        (await team.Api.DeleteAsync($"/v1/tenant/members/{id}")).ShouldBe(204);

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        (await team.Api.PatchAsync($"/v1/keys/{caller.Id}", new { rpm = 7 })).ShouldBe(200);
    }

    [Fact]
    public async Task Limits_of_members_do_not_apply_and_its_calls_count_for_none()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "pipeline", service = true });
        await team.CapOwnerAsync(0);
        (await team.Api.PostAsync("/v1/budgets", new { scope = "member", window = "month", amount_usd = 0, on_reach = "block" })).ShouldBe(201);

        (await (await team.MintAsync()).AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(402, "CAP_REACHED");
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);

        var record = (await team.RecordsAsync(caller))[0];
        record.GetProperty("key_id").GetString().ShouldBe(caller.Id);
        var member = (await team.Api.GetAsync("/v1/tenant/members")).Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        member.GetProperty("month_spend_usd").GetDecimal().ShouldBe(0m);
        var limits = (await team.Api.GetAsync($"/v1/limits?key={caller.Id}")).Json.GetProperty("data").EnumerateArray();
        limits.ShouldNotContain(limit => limit.GetProperty("scope").GetString()!.StartsWith("member."));
    }

    [Fact]
    public async Task Limits_of_the_team_apply()
    {
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("hello")));
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "pipeline", service = true });
        (await team.Api.PostAsync("/v1/budgets", new { scope = "tenant", window = "month", amount_usd = 0, on_reach = "block" })).ShouldBe(201);

        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(402, "CAP_REACHED");
    }

    private async Task<(string Id, ControlPlaneClient Admin)> JoinAsAdminAsync(PortalTeam team)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var id = await team.JoinAsync(email);
        (await team.Api.PatchAsync($"/v1/tenant/members/{id}", new { role = "admin" })).ShouldBe(200);
        var signedIn = await new ControlPlaneClient(gateway.Portal.Http).PostAsync("/v1/auth/login", new { email, password = "a long enough password" });
        return (id, new ControlPlaneClient(gateway.Portal.Http) { Access = signedIn.Text("access_token") });
    }
}
