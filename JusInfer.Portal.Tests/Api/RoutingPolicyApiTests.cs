using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Api;

/// <summary>The rules for automatic routing in <c>PATCH /v1/tenant</c>, and the switch for cache care of keys.</summary>
public sealed class RoutingPolicyApiTests : IAsyncLifetime
{
    private static readonly string[] Models = ["openai/gpt-5", "OpenAI/GPT-5"];
    private static readonly string[] Mistyped = ["openai/gtp-5"];

    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_new_team_is_routed_without_a_control_group_and_keeps_its_baseline_for_sessions()
    {
        var routing = (await ada.GetAsync("/v1/tenant")).Json.GetProperty("routing");

        routing.GetProperty("baseline").ValueKind.ShouldBe(JsonValueKind.Null);
        routing.GetProperty("control_percent").GetInt32().ShouldBe(0);
        routing.GetProperty("session_model").GetBoolean().ShouldBeFalse();
        routing.GetProperty("session_percent").GetInt32().ShouldBe(10);
        routing.GetProperty("allowed").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_rules_are_set_and_reset_rule_by_rule()
    {
        var set = await ada.PatchAsync("/v1/tenant", new
        {
            routing = new { baseline = "openai/gpt-5", control_percent = 5, session_model = true, session_percent = 25, allowed = Models, preferred = Models, min_quality_percent = 60, margin_points = 1 },
        });
        set.ShouldBe(200);
        var changed = await ada.PatchAsync("/v1/tenant", new { routing = new { control_percent = (int?)null, session_percent = (int?)null, preferred = (string[]?)null } });

        changed.ShouldBe(200);
        var routing = (await ada.GetAsync("/v1/tenant")).Json.GetProperty("routing");
        routing.ToString().ShouldBe(changed.Json.GetProperty("routing").ToString());
        routing.GetProperty("baseline").GetString().ShouldBe("openai/gpt-5");
        (routing.GetProperty("control_percent").GetInt32(), routing.GetProperty("session_percent").GetInt32()).ShouldBe((0, 10));
        (routing.GetProperty("session_model").GetBoolean(), routing.GetProperty("min_quality_percent").GetInt32(), routing.GetProperty("margin_points").GetInt32()).ShouldBe((true, 60, 1));
        routing.GetProperty("allowed").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("openai/gpt-5");
        routing.GetProperty("preferred").GetArrayLength().ShouldBe(0);
        (await ada.PatchAsync("/v1/tenant", new { name = "Other" })).Json.GetProperty("routing").ToString().ShouldBe(routing.ToString());
        (await ada.PatchAsync("/v1/tenant", new { routing = (object?)null })).Json.GetProperty("routing").GetProperty("session_model").GetBoolean().ShouldBeFalse();
        (await ada.GetAsync("/v1/audit?action=team.")).Body.ShouldContain("routing.control_percent");
    }

    [Fact]
    public async Task Every_fault_is_named_at_once()
    {
        var answer = await ada.PatchAsync("/v1/tenant", new
        {
            routing = new { baseline = "openai/gtp-5", control_percent = 51, session_model = "yes", session_percent = 0, allowed = Mistyped, preferred = 7, min_quality_percent = 101, margin_points = -1, floor = 1 },
        });

        answer.ShouldBe(400, "INVALID_REQUEST");
        answer.FaultyFields.ShouldBe(
        [
            "routing.allowed", "routing.baseline", "routing.control_percent", "routing.floor", "routing.margin_points", "routing.min_quality_percent", "routing.preferred",
            "routing.session_model", "routing.session_percent",
        ]);
        answer.Json.GetProperty("errors").GetProperty("routing.baseline")[0].GetString()!.ShouldContain("Did you mean");
    }

    [Theory]
    [InlineData("jusInfer-auto")]
    [InlineData("jusInfer-auto:cheap")]
    public async Task Automatic_routing_is_no_baseline(string baseline) =>
        (await ada.PatchAsync("/v1/tenant", new { routing = new { baseline } })).FaultyFields.ShouldBe(["routing.baseline"]);

    [Fact]
    public async Task Cache_care_of_a_key_is_on_unless_it_is_turned_off()
    {
        var key = await ada.PostAsync("/v1/keys", new { name = "agent" });
        key.Json.GetProperty("cache_care").GetBoolean().ShouldBeTrue();

        var changed = await ada.PatchAsync($"/v1/keys/{key.Text("id")}", new { cache_care = false });
        changed.Json.GetProperty("cache_care").GetBoolean().ShouldBeFalse();
        var rotated = await ada.PostAsync($"/v1/keys/{key.Text("id")}/rotate", new { });
        rotated.Json.GetProperty("cache_care").GetBoolean().ShouldBeFalse();
        (await ada.PatchAsync($"/v1/keys/{rotated.Text("id")}", new { name = "other" })).Json.GetProperty("cache_care").GetBoolean().ShouldBeFalse();
        (await ada.PostAsync("/v1/keys", new { name = "raw", cache_care = false })).Json.GetProperty("cache_care").GetBoolean().ShouldBeFalse();
    }
}
