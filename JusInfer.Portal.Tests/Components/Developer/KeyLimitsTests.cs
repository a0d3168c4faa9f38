using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The limits of keys and of the team, and the policy for keys, on the page Budgets &amp; limits.</summary>
public sealed class KeyLimitsTests : PanelTestContext
{
    [Fact]
    public async Task An_admin_is_not_offered_to_limit_the_key_of_an_owner()
    {
        await MintAsync("owners");
        await MintAsync("members", Team.Member);
        SignIn(Team.Admin);

        Render<BudgetsPanel>().FindAll("a[aria-label^='Set limits for']")
            .ShouldHaveSingleItem().GetAttribute("aria-label").ShouldBe("Set limits for members");
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task A_member_sees_the_limits_of_their_own_keys_and_changes_none()
    {
        await MintAsync("owners");
        await MintAsync("mine", Team.Member);
        SignIn(Team.Member);

        var panel = Render<BudgetsPanel>();

        panel.FindAll("[aria-label='Key limits'] tbody th").ShouldHaveSingleItem().TextContent.ShouldBe("mine");
        panel.FindAll("section button, [aria-label^='Set limits for']").ShouldBeEmpty();
    }

    [Theory, Trait("Promise", "P-11")]
    [InlineData("Owner")]
    [InlineData("Admin")]
    public void An_owner_or_admin_sets_the_rate_limits_of_the_team(string role)
    {
        SignIn(Team[role]);
        var panel = Render<BudgetsPanel>();
        panel.Find("section[aria-labelledby=team-rates-title]").TextContent.ShouldContain("No limits.");

        panel.Find("section[aria-labelledby=team-rates-title] button").Click();
        panel.WaitForElement("#rates-tpm").Change("50000");
        panel.Find("[role=dialog] form").Submit();

        Team.Store.Teams.Single().Rates.ShouldBe(new RateLimits { TokensPerMinute = 50_000 });
        panel.WaitForAssertion(() => panel.Find("section[aria-labelledby=team-rates-title]").TextContent
            .ShouldContain("50\u202F000 tokens/min"));
    }

    [Fact]
    public void An_owner_changes_the_policy_for_keys()
    {
        var panel = Render<BudgetsPanel>();
        panel.Find("section[aria-labelledby=key-policy-title]").TextContent.ShouldContain("No policy");

        panel.Find("section[aria-labelledby=key-policy-title] button").Click();
        panel.WaitForElement("#policy-days").Change("30");
        panel.Find("#policy-models").Change("openai/gtp-5");
        panel.Find("#policy-addresses").Change("office");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#policy-models-error").TextContent.ShouldContain("There is no model 'openai/gtp-5'.");
        panel.Find("#policy-addresses-error").TextContent.ShouldContain("'office'");

        panel.Find("#policy-models").Change("openai/gpt-5");
        panel.Find("#policy-addresses").Change("203.0.113.0/24");
        panel.Find("[role=dialog] form").Submit();

        var policy = Team.Store.Teams.Single(team => team.Id == Team.Team.Id).KeyPolicy;
        (policy.MaxDays, policy.Models.Single(), policy.AllowedAddresses.Single().ToString())
            .ShouldBe((30, "openai/gpt-5", "203.0.113.0/24"));
        panel.Find("section[aria-labelledby=key-policy-title]").TextContent.ShouldContain("within 30 days");
    }

    [Fact]
    public void Only_owners_change_the_policy_for_keys()
    {
        SignIn(Team.Admin);
        Render<BudgetsPanel>().FindAll("section[aria-labelledby=key-policy-title] button").ShouldBeEmpty();
    }
}
