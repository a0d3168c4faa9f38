using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

[Trait("Promise", "P-12")]
public sealed class TeamApiTests : IAsyncLifetime
{
    private static readonly string[] Office = ["203.0.113.0/24"];
    private static readonly string[] Nowhere = ["nowhere"];
    private static readonly string[] OneModel = ["openai/gpt-5"];
    private static readonly string[] Mistyped = ["openai/gtp-5"];

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private string member = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync("ada@example.com");
        member = (await ada.GetAsync("/v1/tenant")).Text("member_id");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Without_a_name_a_team_is_named_after_the_address_of_its_owner()
    {
        var team = await ada.GetAsync("/v1/tenant");
        team.Text("name").ShouldBe("Team ada");
        team.Text("id").ShouldStartWith("ten_");
        team.Text("created_at").ShouldBe("2026-11-20T12:00:00Z");
    }

    [Fact]
    public async Task Members_are_listed_with_role_and_spend()
    {
        var only = await OnlyMemberAsync();
        only.GetProperty("id").GetString().ShouldBe(member);
        only.GetProperty("email").GetString().ShouldBe("ada@example.com");
        only.GetProperty("role").GetString().ShouldBe("owner");
        only.GetProperty("month_spend_usd").GetDecimal().ShouldBe(0m);
        only.GetProperty("cap").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact, Trait("Promise", "P-10")]
    public async Task A_cap_can_be_set_and_removed()
    {
        var set = await ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = 20.5, on_reach = "economy" });
        set.ShouldBe(200);
        set.Text("on_reach").ShouldBe("economy");
        (await OnlyMemberAsync()).GetProperty("cap").GetProperty("monthly_usd").GetDecimal().ShouldBe(20.5m);

        (await ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = (decimal?)null })).ShouldBe(200);
        (await OnlyMemberAsync()).GetProperty("cap").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact, Trait("Promise", "P-10")]
    public async Task A_cap_blocks_by_default() =>
        (await ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = 1 })).Text("on_reach").ShouldBe("block");

    [Fact, Trait("Promise", "P-10")]
    public async Task A_cap_without_an_amount_is_rejected_and_does_not_remove_the_cap()
    {
        await ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly_usd = 1 });
        var answer = await ada.PostAsync($"/v1/tenant/members/{member}/cap", new { monthly = 5, on_reach = "shout" });
        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["monthly", "monthly_usd", "on_reach"]);
        (await OnlyMemberAsync()).GetProperty("cap").GetProperty("monthly_usd").GetDecimal().ShouldBe(1m);
    }

    [Theory, Trait("Promise", "P-10")]
    [InlineData("mem_00000000000000000000000000000000")]
    [InlineData("me")]
    public async Task An_unknown_member_is_not_found(string id) =>
        (await ada.PostAsync($"/v1/tenant/members/{id}/cap", new { monthly_usd = 1 })).ShouldBe(404, "NOT_FOUND");

    [Fact]
    public async Task The_owner_changes_how_responses_are_stored()
    {
        var before = await ada.GetAsync("/v1/tenant");
        (before.Json.GetProperty("store_responses").GetBoolean(), before.Json.GetProperty("share_responses").GetBoolean()).ShouldBe((true, false));

        var shared = await ada.PatchAsync("/v1/tenant", new { share_responses = true });
        shared.ShouldBe(200);
        (shared.Json.GetProperty("store_responses").GetBoolean(), shared.Json.GetProperty("share_responses").GetBoolean()).ShouldBe((true, true));

        (await ada.PatchAsync("/v1/tenant", new { store_responses = false })).ShouldBe(200);
        var after = await ada.GetAsync("/v1/tenant");
        (after.Json.GetProperty("store_responses").GetBoolean(), after.Json.GetProperty("share_responses").GetBoolean()).ShouldBe((false, true));
    }

    [Fact]
    public async Task The_owner_chooses_for_how_many_days_responses_are_stored_up_to_the_operators_maximum()
    {
        (await ada.GetAsync("/v1/tenant")).Json.GetProperty("response_retention_days").ValueKind.ShouldBe(JsonValueKind.Null);

        (await ada.PatchAsync("/v1/tenant", new { response_retention_days = 7 })).Json.GetProperty("response_retention_days").GetInt32().ShouldBe(7);
        var tooMany = await ada.PatchAsync("/v1/tenant", new { response_retention_days = 31 });
        tooMany.FaultyFields.ShouldBe(["response_retention_days"]);
        tooMany.Body.ShouldContain("must be 30 or less, the maximum of the operator");
        (await ada.PatchAsync("/v1/tenant", new { response_retention_days = 0 })).FaultyFields.ShouldBe(["response_retention_days"]);

        (await ada.PatchAsync("/v1/tenant", new { response_retention_days = (int?)null })).Json.GetProperty("response_retention_days").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_owner_changes_the_name_and_the_time_zone()
    {
        (await ada.GetAsync("/v1/tenant")).Text("time_zone").ShouldBe("UTC");

        (await ada.PatchAsync("/v1/tenant", new { name = " Ada & Co ", time_zone = "Asia/Kolkata" })).ShouldBe(200);

        var after = await ada.GetAsync("/v1/tenant");
        (after.Text("name"), after.Text("time_zone")).ShouldBe(("Ada & Co", "Asia/Kolkata"));
    }

    [Fact]
    public async Task Every_wrong_field_of_a_team_is_reported()
    {
        var answer = await ada.PatchAsync("/v1/tenant", new { store_responses = "no", share = true, name = " ", time_zone = "Mars/Olympus" });

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(["name", "share", "store_responses", "time_zone"]);
    }

    [Theory]
    [InlineData("W. Europe Standard Time")]
    [InlineData("europe/berlin")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public async Task A_time_zone_is_named_by_its_iana_id(string id) =>
        (await ada.PatchAsync("/v1/tenant", new { time_zone = id })).FaultyFields.ShouldBe(["time_zone"]);

    [Fact, Trait("Promise", "P-11")]
    public async Task The_rate_limits_of_a_team_are_set_and_removed_one_by_one()
    {
        (await ada.GetAsync("/v1/tenant")).Json.GetProperty("rpm").ValueKind.ShouldBe(JsonValueKind.Null);

        (await ada.PatchAsync("/v1/tenant", new { rpm = 100, tpm = 50_000, concurrency = 8 })).ShouldBe(200);
        var after = await ada.PatchAsync("/v1/tenant", new { tpm = (int?)null });

        RatesOf(after.Json).ShouldBe((100, null, 8));
        RatesOf((await ada.GetAsync("/v1/tenant")).Json).ShouldBe((100, null, 8));
        after.Text("name").ShouldBe("Team ada");
    }

    [Fact, Trait("Promise", "P-11")]
    public async Task The_rate_limits_of_a_member_are_set_and_removed_one_by_one()
    {
        var set = await ada.PatchAsync($"/v1/tenant/members/{member}", new { rpm = 100, tpm = 50_000, concurrency = 8 });
        set.ShouldBe(200);
        set.Text("email").ShouldBe("ada@example.com");
        RatesOf(set.Json).ShouldBe((100, 50_000, 8));

        (await ada.PatchAsync($"/v1/tenant/members/{member}", new { rpm = (int?)null, concurrency = 9 })).ShouldBe(200);

        RatesOf(await OnlyMemberAsync()).ShouldBe((null, 50_000, 9));
    }

    [Fact, Trait("Promise", "P-11")]
    public async Task Every_wrong_rate_limit_is_reported_and_none_is_set()
    {
        foreach (var path in (string[])["/v1/tenant", $"/v1/tenant/members/{member}"])
        {
            var answer = await ada.PatchAsync(path, new { rpm = 0, tpm = "many", concurrency = 100_001, burst = 3 });

            answer.ShouldBe(400, "INVALID_REQUEST");
            answer.FaultyFields.ShouldBe(["burst", "concurrency", "rpm", "tpm"]);
        }

        RatesOf((await ada.GetAsync("/v1/tenant")).Json).ShouldBe((null, null, null));
        RatesOf(await OnlyMemberAsync()).ShouldBe((null, null, null));
    }

    [Theory, Trait("Promise", "P-11")]
    [InlineData("mem_00000000000000000000000000000000")]
    [InlineData("me")]
    public async Task The_rate_limits_of_an_unknown_member_are_not_found(string id) =>
        (await ada.PatchAsync($"/v1/tenant/members/{id}", new { rpm = 1 })).ShouldBe(404, "NOT_FOUND");

    [Fact]
    public async Task The_policy_for_keys_is_set_and_removed_rule_by_rule()
    {
        var none = (await ada.GetAsync("/v1/tenant")).Json.GetProperty("policy");
        none.GetProperty("models").GetArrayLength().ShouldBe(0);
        none.GetProperty("max_days").ValueKind.ShouldBe(JsonValueKind.Null);

        (await ada.PatchAsync("/v1/tenant", new { policy = new { max_rpm = 60, max_days = 30, max_monthly_cap_usd = 20.5, allowed_addresses = Office, models = OneModel } })).ShouldBe(200);
        var changed = await ada.PatchAsync("/v1/tenant", new { policy = new { max_days = (int?)null, max_tpm = 1000 } });

        changed.ShouldBe(200);
        var policy = (await ada.GetAsync("/v1/tenant")).Json.GetProperty("policy");
        policy.ToString().ShouldBe(changed.Json.GetProperty("policy").ToString());
        (Limit(policy, "max_rpm"), Limit(policy, "max_tpm"), Limit(policy, "max_days")).ShouldBe((60, 1000, null));
        policy.GetProperty("max_monthly_cap_usd").GetDecimal().ShouldBe(20.5m);
        policy.GetProperty("allowed_addresses")[0].GetString().ShouldBe("203.0.113.0/24");
        policy.GetProperty("models")[0].GetString().ShouldBe("openai/gpt-5");

        (await ada.PatchAsync("/v1/tenant", new { policy = (object?)null })).Json.GetProperty("policy").ToString().ShouldBe(none.ToString());
    }

    [Fact]
    public async Task Every_wrong_rule_of_a_policy_is_reported_and_none_is_set()
    {
        var answer = await ada.PatchAsync("/v1/tenant", new
        {
            policy = new { max_rpm = 0, max_tpm = "many", max_days = 3651, max_monthly_cap_usd = -1, max_concurrency = 1.5, allowed_addresses = Nowhere, models = Mistyped, color = "red" },
        });

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe([
            "policy.allowed_addresses", "policy.color", "policy.max_concurrency", "policy.max_days", "policy.max_monthly_cap_usd", "policy.max_rpm", "policy.max_tpm",
            "policy.models",
        ]);
        (await ada.PatchAsync("/v1/tenant", new { policy = "strict" })).FaultyFields.ShouldBe(["policy"]);
        Limit((await ada.GetAsync("/v1/tenant")).Json.GetProperty("policy"), "max_rpm").ShouldBeNull();
    }

    [Fact]
    public async Task Keys_outside_of_the_policy_are_rejected()
    {
        (await ada.PatchAsync("/v1/tenant", new { policy = new { max_rpm = 60, max_days = 30 } })).ShouldBe(200);

        (await ada.PostAsync("/v1/keys", new { name = "agent", rpm = 61, expires_at = "2027-11-20" })).FaultyFields.ShouldBe(["expires_at", "rpm"]);
        var minted = await ada.PostAsync("/v1/keys", new { name = "agent" });
        minted.ShouldBe(201);
        Limit(minted.Json, "rpm").ShouldBe(60);
        minted.Text("expires_at").ShouldBe("2026-12-20T12:00:00Z");
    }

    private static (int? Rpm, int? Tpm, int? Concurrency) RatesOf(JsonElement json) => (Limit(json, "rpm"), Limit(json, "tpm"), Limit(json, "concurrency"));

    private static int? Limit(JsonElement json, string name) =>
        json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } limit ? limit.GetInt32() : null;

    private async Task<JsonElement> OnlyMemberAsync()
    {
        var answer = await ada.GetAsync("/v1/tenant/members");
        answer.ShouldBe(200);
        return answer.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
    }
}
