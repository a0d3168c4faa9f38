using System.Text.Json;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Gateway.Pipeline;

/// <summary><c>GET /v1/refusals</c>: why a call was rejected before a provider was asked.</summary>
public sealed class RejectionTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    [Fact]
    public async Task Rejected_calls_are_listed_with_the_limit_or_the_fault_and_have_no_usage_record()
    {
        var team = await gateway.Portal.SignUpAsync();
        var capped = await team.MintAsync(new { name = "capped", monthly_cap_usd = 0 });
        var caller = await team.MintAsync();

        var unaffordable = await capped.AskAsync(Caller.Asking(GatewayHost.Frontier));
        var unknown = await caller.AskAsync(Caller.Asking("no-such-model"));
        var malformed = await caller.PostAsync("/v1/messages", """{"model":"test/frontier-1","secret":"do not log this",}""");
        unaffordable.ShouldBe(402);
        unknown.ShouldBe(404);
        malformed.ShouldBe(400);

        var refusals = await ListAsync(team, count: 3);

        // Calls of one millisecond have no order among themselves: the rest of an id is random.
        var newestFirst = new[] { malformed.RequestId, unknown.RequestId, unaffordable.RequestId }.OrderDescending(StringComparer.Ordinal);
        refusals.Select(Id).ShouldBe(newestFirst);
        var cap = refusals.Single(refusal => Id(refusal) == unaffordable.RequestId);
        cap.GetProperty("status").GetInt32().ShouldBe(402);
        cap.GetProperty("code").GetString().ShouldBe("CAP_REACHED");
        cap.GetProperty("scope").GetString().ShouldBe("key.monthly_cap");
        cap.GetProperty("key_id").GetString().ShouldBe(capped.Id);
        cap.GetProperty("path").GetString().ShouldBe("/v1/chat/completions");
        cap.GetProperty("message").GetString().ShouldBe(unaffordable.Message);
        refusals.Single(refusal => Id(refusal) == malformed.RequestId).ToString().ShouldNotContain("do not log this");
        (await team.Api.GetAsync("/v1/usage/requests")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task They_are_filtered_by_key_and_code_and_read_page_by_page()
    {
        var team = await gateway.Portal.SignUpAsync();
        var (first, second) = (await team.MintAsync(), await team.MintAsync());
        for (var i = 0; i < 3; i++) (await first.AskAsync(Caller.Asking("no-such-model"))).ShouldBe(404);
        (await second.AskAsync("{")).ShouldBe(400);
        await ListAsync(team, count: 4);

        (await ListAsync(team, count: 1, $"key={second.Id}")).Length.ShouldBe(1);
        (await ListAsync(team, count: 3, "code=MODEL_NOT_FOUND")).ShouldAllBe(refusal => refusal.GetProperty("key_id").GetString() == first.Id);
        var page = (await team.Api.GetAsync("/v1/refusals?limit=3")).Json;
        var rest = (await team.Api.GetAsync($"/v1/refusals?limit=3&after={page.GetProperty("next").GetString()}")).Json;
        rest.GetProperty("data").GetArrayLength().ShouldBe(1);
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Another_team_does_not_see_them()
    {
        var (team, other) = (await gateway.Portal.SignUpAsync(), await gateway.Portal.SignUpAsync());
        (await (await team.MintAsync()).AskAsync("{")).ShouldBe(400);
        await ListAsync(team, count: 1);

        (await other.Api.GetAsync("/v1/refusals")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("key=mem_1")]
    [InlineData("after=x")]
    [InlineData("colour=red")]
    public async Task Bad_input_is_rejected(string query) => (await gateway.Team.Api.GetAsync($"/v1/refusals?{query}")).ShouldBe(400, "INVALID_REQUEST");

    /// <summary>Waits until so many are listed, newest first.</summary>
    private static async Task<JsonElement[]> ListAsync(PortalTeam team, int count, string query = "")
    {
        JsonElement[] found = [];
        await Eventually.TrueAsync(async () =>
        {
            var answer = await team.Api.GetAsync($"/v1/refusals?{query}");
            answer.ShouldBe(200);
            found = [.. answer.Json.GetProperty("data").EnumerateArray()];
            return found.Length >= count;
        });
        return found;
    }

    private static string? Id(JsonElement refusal) => refusal.GetProperty("id").GetString();
}
