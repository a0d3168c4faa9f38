using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Admission;

/// <summary>The keys of a member share the rates of the member, and all keys of a team share those of the team.</summary>
[Trait("Promise", "P-11")]
public sealed class SharedRateTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Two_keys_of_a_member_share_the_members_request_rate()
    {
        var (team, member) = await TeamAsync();
        var (first, second) = (await team.MintAsync(), await team.MintAsync());
        await SetAsync(team, $"members/{member}", new { rpm = 2 });

        var served = await first.AskAsync(Caller.Asking(GatewayHost.Frontier));
        (await second.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        var refused = await first.AskAsync(Caller.Asking(GatewayHost.Frontier));

        served.ShouldBe(200);
        (served["x-ratelimit-limit-requests"], served["x-ratelimit-remaining-requests"], served["x-ratelimit-scope"]).ShouldBe(("2", "1", "member.requests_per_minute"));
        refused.ShouldBe(429, "RATE_LIMIT");
        refused.Error.GetProperty("scope").GetString().ShouldBe("member.requests_per_minute");
        (refused["x-ratelimit-limit-requests"], refused["x-ratelimit-remaining-requests"], refused["x-ratelimit-scope"]).ShouldBe(("2", "0", "member.requests_per_minute"));
        int.Parse(refused["retry-after"]!).ShouldBeInRange(1, 30);
        refused.Message.ShouldContain("The member this key belongs to is limited to 2 requests a minute");
    }

    [Fact]
    public async Task Two_members_share_the_request_rate_of_the_team()
    {
        var (team, _) = await TeamAsync();
        var other = await team.MintAsync(new { name = "grace", member_id = await team.JoinAsync($"{Guid.NewGuid():N}@example.com") });
        var own = await team.MintAsync();
        await SetAsync(team, "", new { rpm = 2 });

        (await own.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        (await other.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        var refused = await other.AskAsync(Caller.Asking(GatewayHost.Frontier));

        refused.ShouldBe(429, "RATE_LIMIT");
        refused.Error.GetProperty("scope").GetString().ShouldBe("tenant.requests_per_minute");
        refused["x-ratelimit-scope"].ShouldBe("tenant.requests_per_minute");
        refused.Message.ShouldContain("The team is limited to 2 requests a minute");
    }

    [Fact]
    public async Task A_request_that_the_team_rejects_does_not_count_for_the_key()
    {
        var (team, _) = await TeamAsync();
        var caller = await team.MintAsync(new { name = "agent", rpm = 10 });
        await SetAsync(team, "", new { rpm = 1 });
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);
        for (var i = 0; i < 20; i++) (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(429, "RATE_LIMIT");

        await SetAsync(team, "", new { rpm = (int?)null });

        var served = await caller.AskAsync(Caller.Asking(GatewayHost.Frontier));
        served.ShouldBe(200);
        (served["x-ratelimit-limit-requests"], served["x-ratelimit-remaining-requests"], served["x-ratelimit-scope"]).ShouldBe(("10", "8", "key.requests_per_minute"));
    }

    [Fact]
    public async Task Two_keys_share_the_concurrency_of_the_team_until_a_call_ends()
    {
        var (team, _) = await TeamAsync();
        var (first, second) = (await team.MintAsync(), await team.MintAsync());
        await SetAsync(team, "", new { concurrency = 1 });
        var release = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await first.OpenAsync(Caller.Streaming(GatewayHost.Frontier));

        var refused = await second.AskAsync(Caller.Asking(GatewayHost.Frontier));
        release.SetResult();
        var answered = await GatewayAnswer.OfAsync(running);

        refused.ShouldBe(429, "RATE_LIMIT");
        refused.Error.GetProperty("scope").GetString().ShouldBe("tenant.concurrency");
        refused["x-ratelimit-scope"].ShouldBe("tenant.concurrency");
        refused.Message.ShouldContain("The team is limited to 1 concurrent calls");
        answered.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task The_tokens_of_a_members_keys_are_counted_together_by_what_they_used()
    {
        var (team, member) = await TeamAsync();
        var (first, second) = (await team.MintAsync(), await team.MintAsync());
        await SetAsync(team, $"members/{member}", new { tpm = 1000 });
        gateway.Alpha.Script(Replies.Json(ChatSse.Completion("ab", """{"prompt_tokens":990,"completion_tokens":5,"total_tokens":995}""")));
        var served = await first.AskAsync(Caller.Asking(GatewayHost.Frontier));
        await team.ReceiptAsync(served.RequestId);

        var refused = await second.AskAsync(Caller.Asking(GatewayHost.Frontier, new string('x', 800)));

        served.ShouldBe(200);
        refused.ShouldBe(429, "RATE_LIMIT");
        refused.Error.GetProperty("scope").GetString().ShouldBe("member.tokens_per_minute");
        int.Parse(refused["retry-after"]!).ShouldBeInRange(1, 60);
        refused["x-ratelimit-scope"].ShouldBe("member.tokens_per_minute");
    }

    [Fact]
    public async Task Every_limit_of_the_member_and_the_team_is_reported()
    {
        var (team, member) = await TeamAsync();
        var caller = await team.MintAsync();
        await SetAsync(team, $"members/{member}", new { rpm = 7, concurrency = 3 });
        await SetAsync(team, "", new { tpm = 900_000 });
        (await caller.AskAsync(Caller.Asking(GatewayHost.Frontier))).ShouldBe(200);

        var limits = (await team.Api.GetAsync($"/v1/limits?key={caller.Id}")).Json.GetProperty("data").EnumerateArray().ToDictionary(limit => limit.GetProperty("scope").GetString()!);

        limits.Keys.ShouldBe(["key.requests_per_minute", "member.requests_per_minute", "member.concurrency", "tenant.tokens_per_minute", "tenant.wallet"], ignoreOrder: true);
        var rate = limits["member.requests_per_minute"];
        (rate.GetProperty("kind").GetString(), rate.GetProperty("limit").GetDecimal(), rate.GetProperty("used").GetDecimal()).ShouldBe(("requests_per_minute", 7, 1));
        rate.GetProperty("binds").GetBoolean().ShouldBeTrue();
        limits["key.requests_per_minute"].GetProperty("binds").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Requests_that_do_not_count_report_the_scope_that_binds()
    {
        var (team, _) = await TeamAsync();
        var caller = await team.MintAsync();
        await SetAsync(team, "", new { rpm = 4 });

        var models = await caller.GetAsync("/v1/models");

        (models["x-ratelimit-limit-requests"], models["x-ratelimit-remaining-requests"], models["x-ratelimit-scope"]).ShouldBe(("4", "4", "tenant.requests_per_minute"));
    }

    private static async Task SetAsync(PortalTeam team, string path, object change) =>
        (await team.Api.PatchAsync($"/v1/tenant/{path}".TrimEnd('/'), change)).ShouldBe(200);

    /// <summary>A new team and the id of its owner's membership.</summary>
    private async Task<(PortalTeam Team, string Member)> TeamAsync()
    {
        var team = await gateway.Portal.SignUpAsync();
        return (team, (await team.Api.GetAsync("/v1/tenant")).Text("member_id"));
    }
}
