using System.Text.Json;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Api;

public sealed class RunsApiTests : IAsyncLifetime
{
    private ControlPlaneHost host = default!;
    private ControlPlaneClient ada = default!;
    private TeamId teamId;
    private MemberId member;
    private KeyId key;

    public async ValueTask InitializeAsync()
    {
        host = await ControlPlaneHost.StartAsync();
        ada = await host.SignUpAsync();
        var team = await ada.GetAsync("/v1/tenant");
        (teamId, member) = (TeamId.Parse(team.Text("id"), provider: null), MemberId.Parse(team.Text("member_id"), provider: null));
        key = KeyId.Parse((await ada.PostAsync("/v1/keys", new { name = "agent" })).Text("id"), provider: null);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Runs_are_listed_with_their_cost_and_that_of_their_tree()
    {
        await RecordAsync(Call("build", 0.5m), Call("build/tests", 0.25m, "build"));

        var answer = await ada.GetAsync("/v1/runs");

        answer.ShouldBe(200);
        var runs = answer.Json.GetProperty("data");
        runs.GetArrayLength().ShouldBe(2);
        var root = runs.EnumerateArray().Single(run => run.GetProperty("session").GetString() == "build");
        root.GetProperty("parent").ValueKind.ShouldBe(JsonValueKind.Null);
        root.GetProperty("key_id").GetString().ShouldBe(key.ToString());
        root.GetProperty("member_id").GetString().ShouldBe(member.ToString());
        root.GetProperty("requests").GetInt64().ShouldBe(1);
        root.GetProperty("input_tokens").GetInt64().ShouldBe(15);
        root.GetProperty("cost_usd").GetDecimal().ShouldBe(0.5m);
        root.GetProperty("tree_cost_usd").GetDecimal().ShouldBe(0.75m);
    }

    [Fact]
    public async Task A_tree_has_the_cost_the_calls_and_the_children_of_a_run()
    {
        var call = Call("build", 0.5m);
        await RecordAsync(call, Call("build/tests", 0.25m, "build"));
        await host.Services.GetRequiredService<IRunBudgetStore>().NameAsync(teamId, "build", NanoUsd.FromUsd(2), TestContext.Current.CancellationToken);

        var tree = await ada.GetAsync("/v1/runs/build");

        tree.ShouldBe(200);
        tree.Json.GetProperty("cost_usd").GetDecimal().ShouldBe(0.5m);
        tree.Json.GetProperty("tree_cost_usd").GetDecimal().ShouldBe(0.75m);
        tree.Json.GetProperty("budget_usd").GetDecimal().ShouldBe(2m);
        tree.Json.GetProperty("truncated").GetBoolean().ShouldBeFalse();
        tree.Json.GetProperty("cache").GetProperty("read_share").GetDecimal().ShouldBe(0.6667m);
        tree.Json.GetProperty("requests").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe(call.Id.ToString());
        var child = tree.Json.GetProperty("children").EnumerateArray().ShouldHaveSingleItem();
        child.GetProperty("session").GetString().ShouldBe("build/tests");
        child.GetProperty("parent").GetString().ShouldBe("build");
        child.TryGetProperty("truncated", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_may_contain_any_character()
    {
        await RecordAsync(Call("build/tests: a & b?", 0.25m));

        (await ada.GetAsync($"/v1/runs/{Uri.EscapeDataString("build/tests: a & b?")}")).Text("session").ShouldBe("build/tests: a & b?");
    }

    [Fact]
    public async Task The_list_is_read_page_by_page_and_filtered()
    {
        for (var i = 0; i < 3; i++) await RecordAsync(Call($"run-{i}", 1, at: host.Time.GetUtcNow().AddMinutes(i)));

        var first = (await ada.GetAsync("/v1/runs?limit=2")).Json;
        var second = (await ada.GetAsync($"/v1/runs?limit=2&after={first.GetProperty("next").GetString()}")).Json;

        first.GetProperty("data").EnumerateArray().Select(run => run.GetProperty("session").GetString()).ShouldBe(["run-2", "run-1"]);
        second.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("session").GetString().ShouldBe("run-0");
        second.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ada.GetAsync($"/v1/runs?key={KeyId.New(host.Time.GetUtcNow())}")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Runs_of_another_team_are_not_found()
    {
        await RecordAsync(Call("build", 1));
        var eve = await host.SignUpAsync("eve@example.com");

        (await eve.GetAsync("/v1/runs/build")).ShouldBe(404, "NOT_FOUND");
        (await eve.GetAsync("/v1/runs")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    [InlineData("key=mem_1")]
    [InlineData("after=x")]
    [InlineData("after=MQ")]
    [InlineData("colour=red")]
    public async Task Bad_input_is_rejected(string query) => (await ada.GetAsync($"/v1/runs?{query}")).ShouldBe(400, "INVALID_REQUEST");

    private UsageRecord Call(string session, decimal usd, string? parent = null, DateTimeOffset? at = null)
    {
        var time = at ?? host.Time.GetUtcNow();
        return new UsageRecord
        {
            Id = RequestId.New(time),
            At = time,
            TeamId = teamId,
            KeyId = key,
            MemberId = member,
            RunId = session,
            RootRunId = parent ?? session,
            ParentRunId = parent,
            ModelRequested = "gpt-5",
            ModelServed = "openai/gpt-5",
            Provider = "openai",
            Route = "pinned",
            Status = 200,
            Tokens = new TokenBuckets { InputUncached = 5, CacheRead = 10, OutputText = 3 },
            Cost = NanoUsd.FromUsd(usd),
            Source = UsageSource.Provider,
            DurationMs = 900,
            Attempts = 1,
            CatalogVersion = "v",
        };
    }

    private Task RecordAsync(params UsageRecord[] calls) =>
        host.Services.GetRequiredService<IUsageStore>().AppendAsync(calls, TestContext.Current.CancellationToken);
}
