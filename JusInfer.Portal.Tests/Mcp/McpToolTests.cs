using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;

namespace JusInfer.Portal.Tests.Mcp;

/// <summary>The tools of <c>/mcp</c>, called by the official client over a socket.</summary>
public sealed class McpToolTests : IAsyncLifetime
{
    private static readonly string[] Vision = ["vision"];
    private static readonly string[] OneModel = [McpPortal.Model];
    private static readonly string[] Misspelled = ["test/modl"];

    private McpPortal portal = null!;

    public async ValueTask InitializeAsync() => portal = await McpPortal.StartAsync();

    public ValueTask DisposeAsync() => portal.DisposeAsync();

    [Fact]
    public async Task Usage_is_summed_by_group_as_text_and_as_the_control_plane_has_it()
    {
        var key = await portal.Team.MintAsync(new { name = "night | agent" });
        await McpPortal.CallAsync(portal.Team, key, "build");
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        var answer = await mcp.CallAsync("get_usage", ("group_by", "key,model"));

        answer.Text.ShouldContain($"| {key.Id} | {McpPortal.Model} | 1 | 0 |");
        var row = answer.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        row.GetProperty("requests").GetInt32().ShouldBe(1);
        var rest = await portal.Team.Api.GetAsync("/v1/usage?group_by=key,model");
        answer.Json.GetProperty("total").GetRawText().ShouldBe(rest.Json.GetProperty("total").GetRawText());
    }

    [Fact]
    public async Task Usage_is_summed_by_repository_and_of_one_label()
    {
        var key = await portal.Team.MintAsync();
        (await key.AskAsync(Caller.Asking(McpPortal.Model), ("X-JusInfer-Repository", "acme/shop"), ("X-JusInfer-Label", "nightly"))).Status.ShouldBe(200);
        (await key.AskAsync(Caller.Asking(McpPortal.Model))).Status.ShouldBe(200);
        await portal.Team.RecordsAsync(key, count: 2);
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        var answer = await mcp.CallAsync("get_usage", ("group_by", "repository"));

        answer.Text.ShouldContain("| acme/shop | 1 | 0 |");
        answer.Text.ShouldContain("| others | 1 | 0 |");
        (await mcp.CallAsync("get_usage", ("group_by", "model"), ("label", "nightly"))).Json.GetProperty("total").GetProperty("requests").GetInt32().ShouldBe(1);
        (await (await portal.ConnectAsync(key)).FailAsync("get_usage", ("label", "nightly"))).ShouldContain("label needs a key with the scope usage:read");
    }

    [Fact]
    public async Task Runs_are_listed_and_one_is_read_with_its_calls()
    {
        var key = await portal.Team.MintAsync();
        await McpPortal.CallAsync(portal.Team, key, "build/1");
        await McpPortal.CallAsync(portal.Team, key, "build/1");
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        (await mcp.CallAsync("list_runs")).Text.ShouldContain($"| build/1 | – | {key.Id} |");
        var run = await mcp.CallAsync("get_run", ("session", "build/1"));
        run.Text.ShouldContain("2 calls (0 failed)");
        run.Json.GetProperty("requests").GetArrayLength().ShouldBe(2);
        (await mcp.FailAsync("get_run", ("session", "none"))).ShouldBe("There is no such run. list_runs lists the runs.");
    }

    [Fact]
    public async Task A_rejection_is_explained_by_its_limit_its_reset_and_what_to_do()
    {
        var key = await portal.Team.MintAsync(new { name = "slow", rpm = 1 });
        (await key.AskAsync(Caller.Asking(McpPortal.Model))).Status.ShouldBe(200);
        var rejected = await key.AskAsync(Caller.Asking(McpPortal.Model));
        rejected.Status.ShouldBe(429);
        var id = rejected.Headers["x-request-id"];
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        var answer = await EventuallyExplainedAsync(mcp, ("request_id", id));

        answer.Text.ShouldStartWith("# Rejected: RATE_LIMIT (429)");
        answer.Text.ShouldContain("Limit: key.requests_per_minute");
        answer.Text.ShouldContain("What to do: Wait until the limit resets");
        answer.Json.GetProperty("rejection").GetProperty("id").GetString().ShouldBe(id);
        answer.Json.GetProperty("limit").GetProperty("limit").GetDecimal().ShouldBe(1);
        answer.Json.GetProperty("limit").GetProperty("resets_at").GetDateTime().ShouldBeGreaterThan(DateTime.UtcNow.AddMinutes(-1));
        (await mcp.CallAsync("explain_rejection")).Json.GetProperty("rejection").GetRawText().ShouldBe(answer.Json.GetProperty("rejection").GetRawText());
    }

    [Fact]
    public async Task A_call_that_was_not_rejected_is_said_to_be_none()
    {
        var key = await portal.Team.MintAsync();
        await McpPortal.CallAsync(portal.Team, key, "build");
        var id = (await portal.Team.RecordsAsync(key))[0].GetProperty("id").GetString();
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        (await mcp.FailAsync("explain_rejection", ("request_id", id))).ShouldStartWith("This call was not rejected: it was answered with 200.");
        (await mcp.FailAsync("explain_rejection")).ShouldBe("No call was rejected in the last 30 days.");
    }

    [Fact]
    public async Task Models_are_listed_with_prices_and_filtered()
    {
        var mcp = await portal.ConnectAsync(await portal.Team.MintAsync());

        var all = await mcp.CallAsync("list_models");
        var vision = await mcp.CallAsync("list_models", ("capabilities", Vision));

        all.Text.ShouldContain("| test/model | mid | 100000 | 1.00 | 0.10 | 10.00 |");
        all.Json.GetProperty("data").GetArrayLength().ShouldBe(2);
        vision.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("test/vision");
        (await mcp.CallAsync("list_models", ("limit", 1))).Text.ShouldContain("1 more models match.");
    }

    [Fact]
    public async Task Limits_name_the_one_that_binds()
    {
        var key = await portal.Team.MintAsync(new { name = "agent", monthly_cap_usd = 5 });
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        var answer = await mcp.CallAsync("get_limits", ("key", key.Id));

        answer.Text.ShouldContain("| key.monthly_cap | usd | 5 | 0 | 0 | 5 |");
        var limits = answer.Json.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("limits").EnumerateArray().ToList();
        limits.Count(static limit => limit.GetProperty("binds").GetBoolean()).ShouldBe(1);
    }

    [Fact]
    public async Task A_minted_key_has_its_cap_and_works_and_is_shown_once()
    {
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        var answer = await mcp.CallAsync("mint_key", ("name", "nightly"), ("monthly_cap_usd", 2.5), ("models", OneModel));

        var (id, key) = (answer.Json.GetProperty("id").GetString()!, answer.Json.GetProperty("key").GetString()!);
        answer.Text.Split(key).Length.ShouldBe(2);
        (await new Caller(portal.Host.Http, id, key).AskAsync(Caller.Asking(McpPortal.Model))).Status.ShouldBe(200);
        (await mcp.CallAsync("get_limits", ("key", id))).Text.ShouldContain("| key.monthly_cap | usd | 2.5 |");
        (await portal.Team.Api.GetAsync("/v1/keys")).Body.ShouldNotContain(key);
        portal.Host.Logs.Lines.ShouldNotContain(line => line.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("get_usage", "group_by", "colour", "group_by must be one or more of")]
    [InlineData("get_usage", "from", "yesterday", "from must be a time as in RFC 3339")]
    [InlineData("get_usage", "colour", "red", "There is no field 'colour'; this call takes from, to, group_by, key, member, model, provider, session, user, repository, label, status, client.")]
    [InlineData("list_runs", "after", "x", "after must be the value of next in the previous result.")]
    [InlineData("list_runs", "limit", 0, "limit must be a whole number from 1 to 200.")]
    [InlineData("get_run", "sessions", "x", "session is missing.")]
    [InlineData("explain_rejection", "request_id", "x", "request_id must be an id that begins with req_.")]
    [InlineData("get_limits", "key", "jinf_x", "key must be an id that begins with key_.")]
    [InlineData("get_limits", "model", "nothing", "There is no model 'nothing'")]
    [InlineData("list_models", "tier", "huge", "tier must be one of small, mid, frontier.")]
    [InlineData("mint_key", "name", "", "name must be 1 to 100 characters long.")]
    [InlineData("mint_key", "name", "no cap", "monthly_cap_usd is missing.")]
    public async Task Bad_input_is_answered_with_a_sentence(string tool, string name, object value, string sentence)
    {
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        (await mcp.FailAsync(tool, (name, value))).ShouldContain(sentence);
    }

    [Fact]
    public async Task A_misspelled_model_of_a_key_is_named()
    {
        var mcp = await portal.ConnectAsync(portal.OwnerToken);

        (await mcp.FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", 1), ("models", Misspelled))).ShouldContain("Did you mean test/model?");
        (await mcp.FailAsync("mint_key", ("name", "a"), ("monthly_cap_usd", -1))).ShouldContain("monthly_cap_usd must be from 0 to 1000000 USD.");
    }

    /// <summary>A rejected call is listed a moment later.</summary>
    private static async Task<ToolAnswer> EventuallyExplainedAsync(McpConnection mcp, (string Name, object? Value) argument)
    {
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { [argument.Name] = argument.Value };
        await Eventually.TrueAsync(async () =>
        {
            var result = await mcp.Client.CallToolAsync(
                "explain_rejection", arguments, cancellationToken: TestContext.Current.CancellationToken);
            return result.IsError is not true;
        });
        return await mcp.CallAsync("explain_rejection", argument);
    }
}
