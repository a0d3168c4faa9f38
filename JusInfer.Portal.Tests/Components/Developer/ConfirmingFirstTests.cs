using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Spending.Budgets;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class ConfirmingFirstTests : PanelTestContext
{
    [Fact]
    public void A_second_factor_that_is_due_is_asked_for_before_the_dialog_of_the_policy_for_keys_opens()
    {
        var stepUp = Substitute.For<IStepUpAuthentication>();
        stepUp.CheckAsync(Team.Owner.UserId, Arg.Any<CancellationToken>()).Returns(new RequestError.SecondFactorRequired("Confirm this."));
        Services.AddSingleton(stepUp);
        var panel = Render<BudgetsPanel>();

        panel.FindAll("button").Single(static button => button.TextContent == "Change policy").Click();

        panel.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/account/confirm?returnUrl="));
        panel.FindAll("[role=dialog]").ShouldBeEmpty();
    }

    [Fact]
    public void A_second_factor_that_is_due_is_asked_for_before_a_budget_is_removed()
    {
        var stepUp = Substitute.For<IStepUpAuthentication>();
        stepUp.CheckAsync(Team.Owner.UserId, Arg.Any<CancellationToken>()).Returns(new RequestError.SecondFactorRequired("Confirm this."));
        Services.AddSingleton(stepUp);
        BudgetStore.All.Add(new Budget
        {
            Id = BudgetId.New(Time.GetUtcNow()),
            TeamId = Team.Team.Id,
            Scope = BudgetScope.Tenant,
            Window = BudgetWindow.Month,
            Amount = NanoUsd.FromUsd(5),
            OnReach = ReachAction.Block,
            CreatedAt = Time.GetUtcNow(),
            Version = 1,
        });
        var panel = Render<BudgetsPanel>();

        RowMenus.Choose(panel, "the budget of the team", "Remove");

        panel.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/account/confirm?returnUrl="));
        panel.FindAll("[role=dialog]").ShouldBeEmpty();
        BudgetStore.All.ShouldHaveSingleItem();
    }
}
