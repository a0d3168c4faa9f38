using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Spending.Budgets;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class BudgetsPanelTests : PanelTestContext
{
    [Fact]
    public void An_owner_adds_a_budget_for_a_member()
    {
        var panel = Render<BudgetsPanel>();

        Click(panel, "Add a budget");
        panel.Find("#budget-scope").Change(nameof(BudgetScope.Member));
        panel.Find("#budget-subject").Change(Team.Member.Id.ToString());
        panel.Find("#budget-usd").Change("12.50");
        panel.Find("#budget-window").Change(nameof(BudgetWindow.Week));
        panel.Find("[role=dialog] form").Submit();

        var budget = BudgetStore.All.ShouldHaveSingleItem();
        budget.ScopeId.ShouldBe(Team.Member.Id.ToString());
        (budget.Amount, budget.Window, budget.OnReach, budget.Model).ShouldBe((NanoUsd.FromUsd(12.5m), BudgetWindow.Week, ReachAction.Block, null));
        panel.WaitForAssertion(() => Cells(panel).ShouldContain("$12.50"));
    }

    [Theory]
    [InlineData("", "The amount is missing.")]
    [InlineData("-1", "The amount must be from 0 to 1000000 USD.")]
    [InlineData("much", "The amount must be an amount in US dollars")]
    public void An_invalid_amount_is_an_error_and_is_not_stored(string typed, string message)
    {
        var panel = Render<BudgetsPanel>();

        Click(panel, "Add a budget");
        panel.Find("#budget-usd").Change(typed);
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog]").TextContent.ShouldContain(message);
        BudgetStore.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_budget_is_tried_on_the_calls_of_the_last_30_days_before_it_is_saved()
    {
        var key = await MintAsync("agent");
        for (var call = 0; call < 3; call++) Call(key);
        var panel = Render<BudgetsPanel>();
        Click(panel, "Add a budget");
        panel.Find("#budget-usd").Change("a lot");
        Click(panel, "Try it on the last 30 days");
        panel.Find("#budget-usd-error").TextContent.ShouldContain("The amount must be an amount in US dollars");

        panel.Find("#budget-usd").Change("0.05");
        Click(panel, "Try it on the last 30 days");

        Preview(panel).ShouldBe("It would have stopped 1 of 3 calls.");
        panel.FindAll("#budget-usd-error").ShouldBeEmpty();
        panel.Find("#budget-usd").Change("0.01");
        Preview(panel).ShouldBeEmpty("The amount is another one than the one that was tried.");
        panel.Find("#budget-reach").Change(nameof(ReachAction.Notify));
        Click(panel, "Try it on the last 30 days");
        Preview(panel).ShouldBe("3 of 3 calls would not have fit into it.");
        panel.Find("#budget-model").Change("qwen/qwen3-8b");
        Click(panel, "Try it on the last 30 days");
        Preview(panel).ShouldBe("It applies to no call of these 30 days.");
        BudgetStore.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_a_budget_is_tried_for_the_same_calls()
    {
        Call(await MintAsync("agent"));
        BudgetStore.All.Add(BudgetOf(5));
        var panel = Render<BudgetsPanel>();
        RowMenus.Choose(panel, "the budget of the team", "Change");

        Click(panel, "Try it on the last 30 days");
        Preview(panel).ShouldBe("It would have stopped 0 of 1 calls.");

        panel.Find("#budget-usd").Change("0");
        Click(panel, "Try it on the last 30 days");
        Preview(panel).ShouldBe("It would have stopped 1 of 1 calls.");
    }

    [Fact]
    public async Task What_is_spent_is_shown_and_a_nearly_used_budget_stands_out()
    {
        Call(await MintAsync("agent"));
        BudgetStore.All.Add(BudgetOf(0.021m));

        var panel = Render<BudgetsPanel>();

        Cells(panel).Take(6).ShouldBe(["the team", "per month", "all", "$0.020", "$0.021", "95%"]);
        panel.FindAll(".part.warning").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_budget_is_changed_and_removed()
    {
        BudgetStore.All.Add(BudgetOf(5));
        var panel = Render<BudgetsPanel>();

        RowMenus.Choose(panel, "the budget of the team", "Change");
        panel.Find("#budget-usd").GetAttribute("value").ShouldBe("5");
        panel.Find("#budget-usd").Change("7");
        panel.Find("#budget-reach").Change(nameof(ReachAction.Economy));
        panel.Find("[role=dialog] form").Submit();
        var changed = BudgetStore.All.ShouldHaveSingleItem();
        (changed.Amount, changed.OnReach, changed.Version).ShouldBe((NanoUsd.FromUsd(7), ReachAction.Economy, 2));

        RowMenus.Choose(panel, "the budget of the team", "Remove");
        panel.Find("[role=dialog] form").Submit();
        panel.WaitForAssertion(() => BudgetStore.All.ShouldBeEmpty());
    }

    [Fact]
    public void A_member_sees_budgets_and_cannot_change_them()
    {
        BudgetStore.All.Add(BudgetOf(5));
        SignIn(Team.Member);

        var panel = Render<BudgetsPanel>();

        Cells(panel).ShouldContain("$5.00");
        panel.FindAll("tbody button").ShouldBeEmpty();
        panel.FindAll("button").ShouldNotContain(static button => button.TextContent == "Add a budget");
    }

    [Fact]
    public void The_page_of_someone_who_was_removed_becomes_empty_without_an_error()
    {
        BudgetStore.All.Add(BudgetOf(5));
        var section = Render<BudgetsPanel>();
        Cells(section).ShouldContain("the team");

        Team.Store.Members.RemoveAll(member => member.Id == Team.Owner.Id);
        PublishChange();

        section.WaitForAssertion(() => section.FindAll("table").ShouldBeEmpty());
    }

    [Fact]
    public void Another_choice_of_what_a_budget_applies_to_clears_the_subject()
    {
        var panel = Render<BudgetsPanel>();
        Click(panel, "Add a budget");
        panel.Find("#budget-scope").Change(nameof(BudgetScope.Member));
        panel.Find("#budget-subject").Change(Team.Member.Id.ToString());

        panel.Find("#budget-scope").Change(nameof(BudgetScope.User));

        panel.Find("#budget-name").GetAttribute("value").ShouldBeNullOrEmpty();
        panel.Find("#budget-usd").Change("5");
        panel.Find("[role=dialog] form").Submit();
        var budget = BudgetStore.All.ShouldHaveSingleItem();
        (budget.Scope, budget.ScopeId).ShouldBe((BudgetScope.User, null));
    }

    [Fact]
    public void The_budget_of_a_former_member_is_named_and_saving_it_says_why_it_fails()
    {
        BudgetStore.All.Add(BudgetOf(5) with { Scope = BudgetScope.Member, ScopeId = MemberId.New(Time.GetUtcNow()).ToString() });
        var panel = Render<BudgetsPanel>();

        RowMenus.Choose(panel, "the budget of a former member", "Change");
        panel.Find("#budget-usd").Change("7");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("The team has no member");
        BudgetStore.All.Single().Amount.ShouldBe(NanoUsd.FromUsd(5));
    }

    [Fact]
    public void After_a_conflict_that_was_dismissed_the_other_change_is_shown()
    {
        BudgetStore.All.Add(BudgetOf(5));
        var panel = Render<BudgetsPanel>();
        RowMenus.Choose(panel, "the budget of the team", "Change");
        panel.Find("#budget-usd").Change("7");
        BudgetStore.All[0] = BudgetStore.All[0] with { Amount = NanoUsd.FromUsd(9), Version = 2 };
        panel.Find("[role=dialog] form").Submit();
        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("cancel to see it");

        Click(panel, "Cancel");

        panel.WaitForAssertion(() => Cells(panel).ShouldContain("$9.00"));
    }

    [Theory]
    [InlineData("Admin")]
    [InlineData("Owner")]
    public async Task Only_an_owner_removes_the_budget_of_an_owner_or_of_an_owners_key(string role)
    {
        var key = await MintAsync("owners");
        BudgetStore.All.Add(BudgetOf(5) with { Scope = BudgetScope.Member, ScopeId = Team.Owner.Id.ToString() });
        BudgetStore.All.Add(BudgetOf(5) with { Scope = BudgetScope.Key, ScopeId = key.Id.ToString() });
        var service = Services.GetRequiredService<BudgetService>();

        foreach (var budget in BudgetStore.All.ToArray())
        {
            var error = await service.RemoveAsync(Team[role], budget.Id, version: null, CancellationToken.None);
            if (role == "Owner") error.ShouldBeNull();
            else error.ShouldBeOfType<RequestError.Forbidden>().Reason.ShouldContain("Only an owner");
        }

        BudgetStore.All.Count.ShouldBe(role == "Owner" ? 0 : 2);
    }

    [Fact]
    public async Task A_budget_for_each_member_is_not_tried_on_the_calls_of_service_keys()
    {
        var key = await MintAsync("pipeline");
        Call(key with { MemberId = new MemberId(key.Id.Value), Service = true });
        Call(await MintAsync("laptop"));
        var request = new BudgetRequest { Scope = BudgetScope.Member, Window = BudgetWindow.Month, AmountUsd = 0 };

        var result = await Services.GetRequiredService<BudgetPreview>().CountAsync(Team.Owner, request, CancellationToken.None);

        (result.Value.Stopped, result.Value.Calls).ShouldBe((1, 1));
    }

    private static string[] Cells(IRenderedComponent<BudgetsPanel> panel) =>
        [.. panel.FindAll("[aria-label=Budgets] tbody tr > *").Select(static cell => cell.TextContent.Trim())];

    private static string Preview(IRenderedComponent<BudgetsPanel> panel) => panel.Find(".preview [role=status]").TextContent;

    private static void Click(IRenderedComponent<BudgetsPanel> panel, string button) =>
        panel.FindAll("button").Single(one => one.TextContent.Trim() == button).Click();

    private Budget BudgetOf(decimal usd) => new()
    {
        Id = BudgetId.New(Time.GetUtcNow()),
        TeamId = Team.Team.Id,
        Scope = BudgetScope.Tenant,
        Window = BudgetWindow.Month,
        Amount = NanoUsd.FromUsd(usd),
        OnReach = ReachAction.Block,
        CreatedAt = Time.GetUtcNow(),
        Version = 1,
    };
}
