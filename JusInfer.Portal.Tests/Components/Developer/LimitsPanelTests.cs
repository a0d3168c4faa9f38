using Bunit;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Leases;
using JusInfer.Portal.Components.Developer.Limits;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

[Trait("Promise", "P-11")]
public sealed class LimitsPanelTests : PanelTestContext
{
    private readonly IAllowanceStore allowances = Substitute.For<IAllowanceStore>();

    public LimitsPanelTests()
    {
        Services.AddAdmission().AddWallet().AddSingleton(allowances).AddSingleton<StoreLock>();
        Services.AddSingleton(new Signal<WalletChanged>()).AddSingleton(new Signal<RecordClosed>()).AddSingleton(new Signal<RecordStored>());
        allowances.OpenAsync(Arg.Any<AllowanceId>(), Arg.Any<CancellationToken>()).Returns(NanoUsd.FromUsd(6));
    }

    [Fact]
    public void Without_a_live_key_the_page_says_how_to_mint_one() => Render<LimitsPanel>().Find(".empty a").GetAttribute("href").ShouldBe("/developer/keys");

    [Fact]
    public async Task Every_limit_of_the_newest_key_is_listed_and_the_one_that_is_reached_first_is_marked()
    {
        await MintAsync("laptop");
        BudgetStore.All.Add(BudgetOf(8));

        var rows = Rows(Render<LimitsPanel>());

        rows.Select(static row => row.Name).ShouldBe(["key.requests_per_minute", "tenant.day"]);
        rows[0].Text.ShouldContain("Requests per minute of this key");
        rows[0].Cells[2..5].ShouldBe(["0", "600", "0%"]);
        rows[1].Text.ShouldContain("The daily budget of the team");
        rows[1].Cells[2..5].ShouldBe(["$6.00", "$8.00", "75%"]);
        rows.Where(static row => row.Text.Contains("reached first", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldBe(rows[1]);
    }

    [Fact]
    public async Task A_budget_that_does_not_reject_says_so_and_one_of_a_model_is_listed_for_that_model_only()
    {
        await MintAsync("laptop");
        BudgetStore.All.Add(BudgetOf(8) with { Model = "openai/gpt-5", OnReach = ReachAction.Economy });

        Rows(Render<LimitsPanel>()).Select(static row => row.Name).ShouldNotContain("tenant.day");

        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/limits?model=openai%2Fgpt-5");
        var panel = Render<LimitsPanel>();
        Rows(panel).ShouldContain(static row => row.Name == "tenant.day");
        panel.Find("li").TextContent.ShouldEndWith(": When it is reached, only automatic routing to economical models is available.");
    }

    [Fact]
    public async Task A_budget_that_only_notifies_is_not_reached_first()
    {
        await MintAsync("laptop");
        BudgetStore.All.Add(BudgetOf(1) with { OnReach = ReachAction.Notify });

        var panel = Render<LimitsPanel>();

        panel.Find("li").TextContent.ShouldBe("The daily budget of the team: When it is reached, calls continue.");
        var rows = Rows(panel);
        rows.Single(static row => row.Text.Contains("reached first", StringComparison.Ordinal)).Name.ShouldBe("key.requests_per_minute");
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task A_member_sees_the_limits_of_their_own_keys_only()
    {
        var key = await MintAsync("of the owner");
        SignIn(Team.Member);
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/developer/limits?key={key.Id}");

        Render<LimitsPanel>().FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_that_does_not_exist_is_reported_and_another_one_offered()
    {
        await MintAsync("laptop");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/developer/limits?key=key_none");

        Render<LimitsPanel>().Find("p.muted").TextContent.ShouldBe("There is no such key, or it is revoked. Show another key.");
    }

    private Budget BudgetOf(decimal usd) => new()
    {
        Id = BudgetId.New(Time.GetUtcNow()),
        TeamId = Team.Team.Id,
        Scope = BudgetScope.Tenant,
        Window = BudgetWindow.Day,
        Amount = NanoUsd.FromUsd(usd),
        OnReach = ReachAction.Block,
        CreatedAt = Time.GetUtcNow(),
        Version = 1,
    };

    private static (string Name, string Text, string[] Cells)[] Rows(IRenderedComponent<LimitsPanel> panel) =>
    [
        .. panel.FindAll("tbody tr").Select(static row => (
            row.QuerySelector(".mono")!.TextContent,
            row.TextContent,
            row.Children.Select(static cell => cell.TextContent.Trim()).ToArray())),
    ];
}
