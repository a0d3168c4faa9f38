using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Authentication;

/// <summary>Valid keys that may not make a call: from this address, or at all.</summary>
public sealed class KeyRestrictionsTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private static readonly string[] Local = ["127.0.0.1", "::1"];
    private static readonly string[] Elsewhere = ["203.0.113.0/24", "2001:db8::/32"];
    private static readonly string[] MappedLocal = ["::ffff:127.0.0.0/104"];
    private static readonly string[] FrontierAlone = [GatewayHost.Frontier];
    private static readonly string[] SmallAlone = [GatewayHost.Small];
    private static readonly string[] AutoOfFrontier = ["jusInfer-auto", GatewayHost.Frontier];
    private static readonly string[] AutoOfSmall = ["jusInfer-auto", GatewayHost.Small];
    private static readonly string[] AutoOfAlias = ["jusInfer-auto", "frontier-alias"];

    [Fact]
    public async Task A_key_is_rejected_from_an_address_that_it_does_not_allow()
    {
        var caller = await gateway.Team.MintAsync(new { name = "office", allowed_addresses = Elsewhere });

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(403, "FORBIDDEN");
        answer.Message.ShouldContain("may not be used from 127.0.0.1");
        answer.Body.ShouldNotContain("203.0.113");
        answer["x-should-retry"].ShouldBe("false");
        (await caller.GetAsync("/v1/models")).ShouldBe(403, "FORBIDDEN");
        var messages = await caller.PostAsync("/v1/messages", "{}");
        messages.Status.ShouldBe(403);
        messages.Json.GetProperty("type").GetString().ShouldBe("error");
        messages.Json.GetProperty("error").GetProperty("type").GetString().ShouldBe("permission_error");
    }

    [Fact]
    public async Task The_rejection_is_in_the_log_of_rejected_calls_and_is_no_use_of_the_key()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "office", allowed_addresses = Elsewhere });
        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        var refusal = await RefusalAsync(team, answer.RequestId);

        refusal.GetProperty("key_id").GetString().ShouldBe(caller.Id);
        refusal.GetProperty("status").GetInt32().ShouldBe(403);
        refusal.GetProperty("code").GetString().ShouldBe("FORBIDDEN");
        refusal.GetProperty("message").GetString().ShouldBe(answer.Message);
        (await KeyAsync(team, caller)).GetProperty("last_used").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_key_works_from_an_address_that_it_allows_and_changes_apply_at_once()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")));
        var caller = await gateway.Team.MintAsync(new { name = "office", allowed_addresses = Local });
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);

        (await gateway.Team.Api.PatchAsync($"/v1/keys/{caller.Id}", new { allowed_addresses = Elsewhere })).ShouldBe(200);
        (await caller.GetAsync("/v1/models")).ShouldBe(403, "FORBIDDEN");

        (await gateway.Team.Api.PatchAsync($"/v1/keys/{caller.Id}", new { allowed_addresses = MappedLocal })).ShouldBe(200);
        (await caller.GetAsync("/v1/models")).ShouldBe(200);

        (await gateway.Team.Api.PatchAsync($"/v1/keys/{caller.Id}", new { allowed_addresses = (string[]?)null })).ShouldBe(200);
        (await caller.GetAsync("/v1/models")).ShouldBe(200);
    }

    [Fact]
    public async Task A_key_for_reading_usage_calls_no_models()
    {
        gateway.Alpha.Script();
        var caller = await gateway.Team.MintAsync(new { name = "dashboard", scope = "usage:read" });

        var answer = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));

        answer.ShouldBe(403, "FORBIDDEN");
        answer.Message.ShouldContain("usage:read");
        (await caller.GetAsync("/v1/models")).ShouldBe(403, "FORBIDDEN");
        gateway.Alpha.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_use_of_a_key_names_address_and_client()
    {
        var caller = await gateway.Team.MintAsync();
        (await KeyAsync(gateway.Team, caller)).GetProperty("last_used").ValueKind.ShouldBe(JsonValueKind.Null);

        (await caller.SendAsync(HttpMethod.Get, "/v1/models", content: null, ("User-Agent", "claude-cli/2.0.1 (external, cli)"))).ShouldBe(200);

        JsonElement used = default;
        await Eventually.TrueAsync(async () =>
        {
            used = (await KeyAsync(gateway.Team, caller)).GetProperty("last_used");
            return used.ValueKind == JsonValueKind.Object;
        });
        used.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        used.GetProperty("client").GetString().ShouldBe("claude-cli/2.0.1");
        used.GetProperty("at").GetDateTimeOffset()
            .ShouldBeInRange(DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Fact]
    public async Task A_policy_restricts_the_models_and_addresses_of_older_keys()
    {
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")), Replies.Json(ChatSse.Completion("hello")));
        var team = await gateway.Portal.SignUpAsync();
        var (open, pinned) = (await team.MintAsync(), await team.MintAsync(new { name = "pinned", models = FrontierAlone }));

        (await team.Api.PatchAsync("/v1/tenant", new { policy = new { models = SmallAlone } })).ShouldBe(200);

        var rejected = await open.AskAsync(Caller.Asking(GatewayHost.Frontier));
        rejected.ShouldBe(403, "MODEL_NOT_ALLOWED");
        rejected.Message.ShouldContain("policy");
        (await open.AskAsync(Caller.Asking(GatewayHost.Small))).ShouldBe(200);
        (await open.AskAsync(Caller.Asking("jusInfer-auto"))).ShouldBe(403, "MODEL_NOT_ALLOWED");
        (await pinned.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(403, "MODEL_NOT_ALLOWED");
        (await pinned.AskAsync(Caller.Asking(GatewayHost.Small))).ShouldBe(403, "MODEL_NOT_ALLOWED");

        (await team.Api.PatchAsync("/v1/tenant", new { policy = new { models = (string[]?)null, allowed_addresses = Elsewhere } })).ShouldBe(200);
        (await open.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(403, "FORBIDDEN");

        (await team.Api.PatchAsync("/v1/tenant", new { policy = (object?)null })).ShouldBe(200);
        (await open.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
    }

    [Fact]
    public async Task Automatic_routing_chooses_from_what_both_the_key_and_the_policy_allow()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "auto", models = AutoOfFrontier });
        (await team.Api.PatchAsync("/v1/tenant", new { policy = new { models = AutoOfSmall } })).ShouldBe(200);

        (await caller.AskAsync(Caller.Asking("jusInfer-auto"))).ShouldBe(403, "MODEL_NOT_ALLOWED");

        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("hello")));
        (await team.Api.PatchAsync("/v1/tenant", new { policy = new { models = AutoOfAlias } })).ShouldBe(200);
        var answer = await caller.AskAsync(Caller.Asking("jusInfer-auto"));
        answer.ShouldBe(200);
        answer["x-jusinfer-model"].ShouldBe(GatewayHost.Frontier);
    }

    private static async Task<JsonElement> KeyAsync(PortalTeam team, Caller caller) =>
        (await team.Api.GetAsync("/v1/keys")).Json.GetProperty("data").EnumerateArray().Single(key => key.GetProperty("id").GetString() == caller.Id);

    private static async Task<JsonElement> RefusalAsync(PortalTeam team, string id)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(async () =>
        {
            var listed = (await team.Api.GetAsync("/v1/refusals")).Json.GetProperty("data").EnumerateArray();
            found = listed.FirstOrDefault(refusal => refusal.GetProperty("id").GetString() == id);
            return found.ValueKind == JsonValueKind.Object;
        });
        return found;
    }
}
