using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Gateway.Invoice;

/// <summary>
/// Faults that cost other gateways money. Their neighbors are elsewhere: a refund in WalletApiTests, alerts that fire early in
/// AlertRulesTests.
/// </summary>
public sealed class KnownFaultsTests : IAsyncLifetime
{
    private const string Model = "test/model";

    /// <summary>Costs nothing at its first provider, and $300 per million tokens at the one that follows.</summary>
    private const string Free = "test/free";

    private ScriptedUpstream upstream = null!;
    private ScriptedUpstream broken = null!;
    private PortalHost portal = null!;
    private PortalTeam team = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        broken = await ScriptedUpstream.StartAsync();
        broken.Always(Replies.Error(500, "{}"));
        upstream.Always(Replies.Json(ChatSse.Completion("hi", ChatSse.OpenAiUsage)));
        portal = await PortalHost.StartAsync(new TestCatalog()
            .Provider("alpha", upstream.BaseUrl).Provider("broken", broken.BaseUrl)
            .Model(Model, ["alpha:model"], input: 3, cacheRead: 0.3m, output: 15)
            .Model(Free, ["broken:model", "alpha:model=300"], input: 0, cacheRead: 0, output: 0, maxOutput: 1_000));
        team = await portal.SignUpAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await upstream.DisposeAsync();
        await broken.DisposeAsync();
    }

    /// <summary>BerriAI/litellm#41344: a budget was checked for the free model only, and the paid one answered.</summary>
    [Fact]
    public async Task The_budget_holds_for_the_provider_to_which_a_call_falls_back()
    {
        var poor = await team.MintAsync(new { name = "poor", monthly_cap_usd = 0.001m });
        var rich = await team.MintAsync(new { name = "rich", monthly_cap_usd = 10m });

        (await poor.AskAsync(Caller.Asking(Free))).ShouldBe(402, "CAP_REACHED");
        upstream.Requests.ShouldBeEmpty();

        var answer = await rich.AskAsync(Caller.Asking(Free));
        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBeGreaterThan(0.05m);
    }

    /// <summary>
    /// SWE-agent/mini-swe-agent#591: routers report a cost of 0 for calls that someone else pays. elizaOS/eliza#22681: a negative one
    /// became credit.
    /// </summary>
    [Theory]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("null")]
    public async Task The_cost_that_a_provider_reports_is_not_the_price(string cost)
    {
        upstream.Always(Replies.Json(ChatSse.Completion("hi", ChatSse.OpenAiUsage.TrimEnd()[..^1] + $",\"cost\":{cost}}}")));
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 10m });

        var answer = await caller.AskAsync(Caller.Asking(Model));

        answer.ShouldBe(200);
        (await team.ReceiptAsync(answer.RequestId)).GetProperty("cost_usd").GetDecimal().ShouldBe(0.000492m);
    }

    /// <summary>esengine/DeepSeek-Reasonix#7184: 100,000 tokens of reasoning before an interruption were billed and not recorded.</summary>
    [Fact]
    public async Task A_stream_that_dies_after_reasoning_only_costs_its_reasoning()
    {
        var reasoning = ChatSse.Event(ChatSse.Chunk($$"""{"reasoning_content":"{{new string('y', 4_000)}}"}""", "null"));
        upstream.Always(Replies.Stream(Then.Send(ChatSse.Role() + reasoning), Then.Pause, Then.Cut));
        var caller = await team.MintAsync(new { name = "capped", monthly_cap_usd = 10m });

        var answer = await caller.AskAsync(Caller.Streaming(Model), Caller.NotResumed);

        var receipt = await team.ReceiptAsync(answer.RequestId);
        receipt.GetProperty("usage_source").GetString().ShouldBe("counted");
        receipt.GetProperty("cost_usd").GetDecimal().ShouldBeInRange(0.015m, 0.016m);
    }

    /// <summary>Every end user of a team can have a budget, and a call reads one of them.</summary>
    [Fact]
    [Slow]
    public async Task A_call_of_a_team_with_a_hundred_thousand_budgets_is_held_by_its_own()
    {
        const int Count = 100_000;
        var teamId = TeamId.Parse((await team.Api.GetAsync("/v1/tenant")).Text("id"), null);
        var now = portal.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var contexts = portal.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
        await using (var context = await contexts.CreateDbContextAsync(Cancellation))
        {
            context.ChangeTracker.AutoDetectChangesEnabled = false;
            for (var number = 0; number < Count; number++)
            {
                context.Add(new Budget
                {
                    Id = BudgetId.New(now),
                    TeamId = teamId,
                    Scope = BudgetScope.User,
                    ScopeId = $"user-{number}",
                    Window = BudgetWindow.Day,
                    Amount = NanoUsd.FromUsd(number == 7 ? 0.000001m : 10),
                    OnReach = ReachAction.Block,
                    CreatedAt = now,
                    Version = 1,
                });
            }

            await context.SaveChangesAsync(Cancellation);
        }

        var caller = await team.MintAsync();
        (await caller.AskAsync(Of("user-8"))).ShouldBe(200);
        (await caller.AskAsync(Of("user-7"))).ShouldBe(402, "CAP_REACHED");
        (await caller.AskAsync(Of("user-99999"))).ShouldBe(200);
        var budgets = new TeamBudgets(
            await portal.Services.GetRequiredService<IBudgetStore>().ListAsync(teamId, Cancellation), TimeZoneInfo.Utc);
        budgets.HasOthers("user-99999", run: null).ShouldBeTrue();
        await portal.Services.GetRequiredService<AlertService>().RunOnceAsync(Cancellation);

        static string Of(string user) => Caller.Asking(Model, extra: $",\"user\":\"{user}\",\"max_tokens\":20");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
