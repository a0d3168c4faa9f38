using System.Text.Json;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Admission;

/// <summary><c>GET /v1/limits</c>: every limit of a key's calls, and which one binds.</summary>
public sealed class LimitReportTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Every_limit_is_reported_with_what_is_used_and_the_one_that_binds()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "agent", rpm = 100, tpm = 50_000, concurrency = 5, monthly_cap_usd = 1 });
        await team.CapOwnerAsync(0.001m);
        gateway.Alpha.Always(Replies.Json(ChatSse.Completion("ab", ChatSse.OpenAiUsage)));
        await team.ReceiptAsync((await caller.AskAsync(Caller.Asking(GatewayHost.Frontier, extra: ",\"max_tokens\":20"))).RequestId);

        var limits = await LimitsAsync(team, $"key={caller.Id}");

        limits.Select(Scope).ShouldBe(["key.requests_per_minute", "key.tokens_per_minute", "key.concurrency", "key.monthly_cap", "member.monthly_cap", "tenant.wallet"], ignoreOrder: true);
        var cap = limits.Single(limit => Scope(limit) == "member.monthly_cap");
        cap.GetProperty("kind").GetString().ShouldBe("usd");
        cap.GetProperty("limit").GetDecimal().ShouldBe(0.001m);
        cap.GetProperty("used").GetDecimal().ShouldBe(0.000492m);
        cap.GetProperty("held").GetDecimal().ShouldBe(0);
        cap.GetProperty("resets_at").GetDateTime().Day.ShouldBe(1);
        limits.Single(limit => limit.GetProperty("binds").GetBoolean()).ShouldBe(cap);
        limits.Single(limit => Scope(limit) == "key.requests_per_minute").GetProperty("limit").GetDecimal().ShouldBe(100);
    }

    [Fact]
    public async Task What_running_calls_hold_is_reported()
    {
        var team = await gateway.Portal.SignUpAsync();
        var caller = await team.MintAsync(new { name = "agent", monthly_cap_usd = 1 });
        var release = new TaskCompletionSource();
        gateway.Alpha.Script(Replies.Stream(Then.Send(ChatSse.Role() + ChatSse.Text("a")), Then.Await(release.Task), Then.Send(ChatSse.Finish() + ChatSse.Usage() + ChatSse.Done)));
        using var running = await caller.OpenAsync(Caller.Streaming(GatewayHost.Frontier, extra: ",\"max_tokens\":1000"));

        var during = (await LimitsAsync(team, $"key={caller.Id}")).Single(limit => Scope(limit) == "key.monthly_cap");
        release.SetResult();
        var receipt = await team.ReceiptAsync((await GatewayAnswer.OfAsync(running)).RequestId);
        var after = (await LimitsAsync(team, $"key={caller.Id}")).Single(limit => Scope(limit) == "key.monthly_cap");

        during.GetProperty("held").GetDecimal().ShouldBeInRange(0.0153m, 0.0154m);
        after.GetProperty("held").GetDecimal().ShouldBe(0);
        after.GetProperty("used").GetDecimal().ShouldBe(receipt.GetProperty("cost_usd").GetDecimal());
        var holds = receipt.GetProperty("holds").EnumerateArray().ToList();
        holds.Select(each => each.GetProperty("limit").GetString()).ShouldBe([during.GetProperty("id").GetString(), "wallet"], ignoreOrder: true);
        var hold = holds.Single(each => each.GetProperty("limit").GetString() != "wallet");
        hold.GetProperty("held_usd").GetDecimal().ShouldBe(during.GetProperty("held").GetDecimal());
        hold.GetProperty("settled_usd").GetDecimal().ShouldBe(receipt.GetProperty("cost_usd").GetDecimal());
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("key=key_1", 400)]
    [InlineData("key=key_019f3c00000070008000000000000000", 404)]
    [InlineData("key=key_019f3c00000070008000000000000000&model=no-such-model", 400)]
    [InlineData("key=key_019f3c00000070008000000000000000&colour=red", 400)]
    public async Task Bad_input_is_rejected(string query, int status) => (await gateway.Team.Api.GetAsync($"/v1/limits?{query}")).ShouldBe(status);

    [Fact]
    public async Task Another_teams_key_is_not_found()
    {
        var key = await gateway.Team.MintAsync();
        var other = await gateway.Portal.SignUpAsync();

        (await other.Api.GetAsync($"/v1/limits?key={key.Id}")).ShouldBe(404);
    }

    private static async Task<JsonElement[]> LimitsAsync(PortalTeam team, string query)
    {
        var answer = await team.Api.GetAsync($"/v1/limits?{query}");
        answer.ShouldBe(200);
        return [.. answer.Json.GetProperty("data").EnumerateArray()];
    }

    private static string Scope(JsonElement limit) => limit.GetProperty("scope").GetString()!;
}
