using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class TeamPanelTests : PanelTestContext
{
    [Fact]
    public void The_list_of_sections_links_to_every_heading_in_order()
    {
        var panel = Render<TeamPanel>();

        panel.FindAll(".sections a").Select(static link => link.GetAttribute("href")).ShouldBe(
            panel.FindAll("h2").Select(static heading => $"/developer/tenant#{heading.Id}"));
    }

    [Fact]
    public void An_owner_changes_the_role_of_a_member()
    {
        var panel = Render<TeamPanel>();

        panel.Find($"button[aria-label='Change role of {Team.Member.Email}']").Click();
        panel.WaitForElement("#member-role").Change("Billing");
        panel.Find("[role=dialog] form").Submit();

        RoleOf(Team.Member).ShouldBe(Role.Billing);
    }

    [Fact]
    public void An_owner_transfers_the_ownership()
    {
        var panel = Render<TeamPanel>();

        panel.Find($"button[aria-label='Change role of {Team.Admin.Email}']").Click();
        panel.WaitForElement("#member-role").Change("Owner");
        panel.Find("[role=dialog] input[type=checkbox]").Change(true);
        panel.Find("[role=dialog] form").Submit();

        (RoleOf(Team.Admin), RoleOf(Team.Owner)).ShouldBe((Role.Owner, Role.Admin));
    }

    [Fact]
    public void The_last_owner_cannot_step_down()
    {
        var panel = Render<TeamPanel>();

        panel.Find($"button[aria-label='Change role of {Team.Owner.Email}']").Click();
        panel.WaitForElement("#member-role").Change("Admin");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] .notice").TextContent.ShouldContain("last owner");
        RoleOf(Team.Owner).ShouldBe(Role.Owner);
    }

    [Fact]
    public async Task An_admin_is_offered_nothing_that_limits_an_owner_or_changes_an_admin()
    {
        await MintAsync("owners");
        await MintAsync("members", Team.Member);
        SignIn(Team.Admin);

        var panel = Render<TeamPanel>();

        panel.FindAll("button[aria-label^='Set cap for']").Select(static button => button.GetAttribute("aria-label")).ShouldNotContain($"Set cap for {Team.Owner.Email}");
        panel.FindAll("button[aria-label^='Change role of']").Select(static button => button.GetAttribute("aria-label")).ShouldBe(
            [$"Change role of {Team.Member.Email}", $"Change role of {Team.Viewer.Email}"], ignoreOrder: true);
        panel.FindAll("button[aria-label^='Set limits for']").ShouldHaveSingleItem().GetAttribute("aria-label").ShouldBe("Set limits for members");
    }

    [Fact]
    public void Billing_sets_caps_and_no_rates()
    {
        Set(Team.Viewer with { Role = Role.Billing });
        SignIn(Team.Viewer);

        var panel = Render<TeamPanel>();

        panel.FindAll("button[aria-label^='Set cap for']").Count.ShouldBe(3); // All but the owner.
        panel.FindAll("button[aria-label^='Set rates for'], button[aria-label^='Remove'], button[aria-label^='Change the role']").ShouldBeEmpty();
    }

    [Fact, Trait("Promise", "P-11")]
    public async Task An_owner_sets_the_requests_per_minute_of_a_key()
    {
        await MintAsync("agent", Team.Member);
        var panel = Render<TeamPanel>();

        panel.Find("button[aria-label='Set limits for agent']").Click();
        panel.WaitForElement("#limit-rpm").Change("30");
        panel.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.Single().Limits.RequestsPerMinute.ShouldBe(30);
        panel.Find("details").TextContent.ShouldContain("RATE_LIMIT");
    }

    [Fact]
    public async Task A_rate_of_zero_is_an_error_and_is_not_stored()
    {
        await MintAsync("agent");
        var panel = Render<TeamPanel>();

        panel.Find("button[aria-label='Set limits for agent']").Click();
        panel.WaitForElement("#limit-rpm").Change("0");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("#limit-rpm-error").TextContent.ShouldStartWith("Requests per minute must be a whole number from 1");
        KeyStore.ByHash.Values.Single().Limits.RequestsPerMinute.ShouldBe(600);
    }

    [Fact]
    public async Task An_admin_sets_the_addresses_of_a_service_key()
    {
        var key = await MintAsync("agent");
        KeyStore.ByHash[KeyStore.ByHash.Keys.Single()] = key with { Service = true };
        SignIn(Team.Admin);
        var panel = Render<TeamPanel>();

        panel.Find("button[aria-label='Set limits for agent']").Click();
        panel.WaitForElement("#limit-addresses").Change("203.0.113.0/24, 2001:db8::1");
        panel.Find("[role=dialog] form").Submit();

        KeyStore.ByHash.Values.Single().AllowedAddresses.Select(static range => range.ToString()).ShouldBe(["203.0.113.0/24", "2001:db8::1"]);
    }

    [Fact]
    public void An_owner_changes_the_policy_for_keys()
    {
        var panel = Render<TeamPanel>();
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
        (policy.MaxDays, policy.Models.Single(), policy.AllowedAddresses.Single().ToString()).ShouldBe((30, "openai/gpt-5", "203.0.113.0/24"));
        panel.Find("section[aria-labelledby=key-policy-title]").TextContent.ShouldContain("within 30 days");
    }

    [Fact]
    public void A_retention_that_someone_else_has_changed_meanwhile_is_replaced_when_it_is_saved_again()
    {
        var panel = Render<TeamPanel>();
        panel.FindAll("section[aria-labelledby=stored-responses-title] button").Single(static button => button.TextContent.Trim() == "Change days").Click();
        panel.WaitForElement("#retention-days").Change("5");
        Team.Store.Teams[0] = Team.Store.Teams[0] with { Version = Team.Store.Teams[0].Version + 1 };

        panel.Find("[role=dialog] form").Submit();
        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("Save again to replace that change");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Team.Store.Teams.Single().Responses.RetentionDays.ShouldBe(5));
    }

    [Fact]
    public async Task An_owner_sets_the_tokens_the_concurrency_and_the_expiry_of_a_key_and_renames_it()
    {
        await MintAsync("agent", Team.Member);
        var panel = Render<TeamPanel>();

        panel.Find("button[aria-label='Set limits for agent']").Click();
        panel.WaitForElement("#limit-name").Change("nightly agent");
        panel.Find("#limit-tpm").Change("many");
        panel.Find("#limit-concurrency").Change("0");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#limit-tpm-error").TextContent.ShouldBe("Tokens per minute must be a whole number, such as 120.");
        panel.Find("#limit-concurrency-error").TextContent.ShouldStartWith("Concurrent calls must be a whole number from 1");

        panel.Find("#limit-tpm").Change("50000");
        panel.Find("#limit-concurrency").Change("4");
        panel.Find("#limit-expiry").Change("30");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => panel.FindAll("[role=dialog]").ShouldBeEmpty());
        var key = KeyStore.ByHash.Values.Single();
        (key.Name, key.ExpiresAt).ShouldBe(("nightly agent", Time.GetUtcNow().AddDays(30)));
        (key.Limits.RequestsPerMinute, key.Limits.TokensPerMinute, key.Limits.Concurrency).ShouldBe((600, 50_000, 4));
    }

    [Fact]
    public void Only_owners_change_the_policy_for_keys()
    {
        SignIn(Team.Admin);
        Render<TeamPanel>().FindAll("section[aria-labelledby=key-policy-title] button").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_savings_of_the_month_are_beside_the_rules_of_automatic_routing()
    {
        Render<TeamPanel>().Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("no call could be compared with the baseline yet");
        Call(await MintAsync("laptop"));

        var section = Render<TeamPanel>().Find("section[aria-labelledby=routing-title]");

        section.TextContent.ShouldContain("All calls of this month, those that name a model included: Saved $0.060 of the $0.080 that the same tokens cost on anthropic/claude-sonnet-4.5, with the prompt caches");
        section.QuerySelector("a[href='/developer/usage?range=month']").ShouldNotBeNull();
        Team.Store.Teams[0] = Team.Store.Teams[0] with { Routing = Team.Store.Teams[0].Routing with { Baseline = "openai/gpt-5" } };
        Render<TeamPanel>().Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("that the same tokens cost on openai/gpt-5");
    }

    [Fact]
    public void An_owner_changes_automatic_routing()
    {
        var panel = Render<TeamPanel>();
        panel.Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("anthropic/claude-sonnet-4.5 (the catalog's)");

        panel.Find("section[aria-labelledby=routing-title] button").Click();
        panel.WaitForElement("#routing-control").Change("5");
        panel.Find("#routing-baseline").Change("openai/gtp-5");
        panel.Find("#routing-session-hint").TextContent.ShouldContain("completed less often");
        panel.Find("#routing-session").Change(true);
        panel.Find("#routing-margin").Change("30");
        panel.Find("[role=dialog] form").Submit();
        panel.Find("#routing-baseline-error").TextContent.ShouldContain("There is no model 'openai/gtp-5'.");
        panel.Find("#routing-margin-error").TextContent.ShouldContain("The margin");

        panel.Find("#routing-baseline").Change("openai/gpt-5");
        panel.Find("#routing-margin").Change("");
        panel.Find("[role=dialog] form").Submit();

        var routing = Team.Store.Teams.Single(team => team.Id == Team.Team.Id).Routing;
        (routing.Baseline, routing.ControlPercent, routing.SessionModel, routing.SessionPercent, routing.MarginPoints).ShouldBe(("openai/gpt-5", 5, true, 10, null));
        panel.Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("5 % of the sessions");
        panel.Find("section[aria-labelledby=routing-title]").TextContent.ShouldContain("for 10 % of the other sessions");
    }

    [Fact]
    public void Only_owners_change_automatic_routing()
    {
        SignIn(Team.Admin);
        Render<TeamPanel>().FindAll("section[aria-labelledby=routing-title] button").ShouldBeEmpty();
    }

    [Fact]
    public async Task Setting_limits_of_a_revoked_key_shows_an_error_in_the_dialog()
    {
        var key = await MintAsync("agent");
        var panel = Render<TeamPanel>();
        panel.Find("button[aria-label='Set limits for agent']").Click();
        await KeyStore.UpdateAsync(key with { RevokedAt = Time.GetUtcNow(), Version = 2 }, CancellationToken.None);

        panel.WaitForElement("#limit-rpm").Change("30");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] .notice").TextContent.ShouldContain("revoked for good");
        KeyStore.ByHash.Values.Single().Limits.RequestsPerMinute.ShouldBe(600);
    }

    [Fact, Trait("Promise", "P-11")]
    public void An_owner_sets_and_removes_the_rate_limits_of_a_member()
    {
        var panel = Render<TeamPanel>();

        OpenRates(panel, $"Set rates for {Team.Member.Email}");
        panel.Find("#rates-rpm").Change("120");
        panel.Find("#rates-concurrency").Change("4");
        panel.Find("[role=dialog] form").Submit();

        RatesOf(Team.Member).ShouldBe(new RateLimits { RequestsPerMinute = 120, Concurrency = 4 });
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("120 requests/min, 4 at once"));

        OpenRates(panel, $"Set rates for {Team.Member.Email}");
        panel.Find("#rates-rpm").GetAttribute("value").ShouldBe("120");
        panel.Find("#rates-rpm").Change("");
        panel.Find("#rates-concurrency").Change("");
        panel.Find("[role=dialog] form").Submit();

        RatesOf(Team.Member).ShouldBe(RateLimits.None);
    }

    [Theory, Trait("Promise", "P-11")]
    [InlineData("Owner")]
    [InlineData("Admin")]
    public void An_owner_or_admin_sets_the_rate_limits_of_the_team(string role)
    {
        SignIn(Team[role]);
        var panel = Render<TeamPanel>();
        panel.Find("section[aria-labelledby=team-rates-title]").TextContent.ShouldContain("No limits.");

        panel.Find("section[aria-labelledby=team-rates-title] button").Click();
        panel.WaitForElement("#rates-tpm").Change("50000");
        panel.Find("[role=dialog] form").Submit();

        Team.Store.Teams.Single().Rates.ShouldBe(new RateLimits { TokensPerMinute = 50_000 });
        panel.WaitForAssertion(() => panel.Find("section[aria-labelledby=team-rates-title]").TextContent.ShouldContain("50\u202F000 tokens/min"));
    }

    [Fact]
    public void Every_invalid_rate_limit_is_an_error_and_none_is_stored()
    {
        var panel = Render<TeamPanel>();

        OpenRates(panel, $"Set rates for {Team.Member.Email}");
        panel.Find("#rates-rpm").Change("0");
        panel.Find("#rates-tpm").Change("many");
        panel.Find("#rates-concurrency").Change("100001");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("#rates-rpm-error").TextContent.ShouldBe("Requests per minute must be a whole number from 1 to 1000000000.");
        panel.Find("#rates-tpm-error").TextContent.ShouldBe("Tokens per minute must be a whole number, such as 120.");
        panel.Find("#rates-concurrency-error").TextContent.ShouldBe("Concurrent calls must be a whole number from 1 to 100000.");
        RatesOf(Team.Member).ShouldBe(RateLimits.None);
    }

    [Theory, Trait("Promise", "P-12")]
    [InlineData("Owner", true)]
    [InlineData("Admin", true)]
    [InlineData("Member", false)]
    [InlineData("Viewer", false)]
    public async Task Only_owners_and_admins_see_the_buttons_that_change_something(string role, bool manages)
    {
        await MintAsync("agent", Team.Member);
        SignIn(Team[role]);

        var panel = Render<TeamPanel>();

        (panel.FindAll("tbody button").Count > 0).ShouldBe(manages);
        panel.FindAll(".notice").Count.ShouldBe(manages ? 0 : 1);
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task Each_member_is_listed_with_the_role_the_spend_and_the_cap()
    {
        Set(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(0.02m), CapAction.Economy) });
        Call(await MintAsync("agent", Team.Member));

        var row = Render<TeamPanel>().FindAll("section")[0].QuerySelectorAll("tbody tr").Single(row => row.TextContent.Contains(Team.Member.Email));

        row.TextContent.ShouldContain("member");
        row.TextContent.ShouldContain("$0.020");
        row.TextContent.ShouldContain("100%");
        row.TextContent.ShouldContain("uses cheaper models");
        row.QuerySelector(".part.warning").ShouldNotBeNull();
    }

    private static void OpenRates(IRenderedComponent<TeamPanel> panel, string button)
    {
        panel.Find($"button[aria-label='{button}']").Click();
        panel.WaitForElement("#rates-rpm");
    }

    private RateLimits RatesOf(Member member) => Team.Store.Members.Single(stored => stored.Id == member.Id).Rates;

    private void Set(Member member) => Team.Store.Members[Team.Store.Members.FindIndex(stored => stored.Id == member.Id)] = member;

    private Role RoleOf(Member member) => Team.Store.Members.Single(stored => stored.Id == member.Id).Role;
}
