using AngleSharp.Dom;
using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class MembersPanelTests : PanelTestContext
{
    [Fact]
    public void An_owner_changes_the_role_of_a_member()
    {
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, Team.Member.Email, "Change role");
        panel.WaitForElement("#member-role").Change("Billing");
        panel.Find("[role=dialog] form").Submit();

        RoleOf(Team.Member).ShouldBe(Role.Billing);
    }

    [Fact]
    public void An_owner_transfers_the_ownership()
    {
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, Team.Admin.Email, "Change role");
        panel.WaitForElement("#member-role").Change("Owner");
        panel.Find("[role=dialog] input[type=checkbox]").Change(true);
        panel.Find("[role=dialog] form").Submit();

        (RoleOf(Team.Admin), RoleOf(Team.Owner)).ShouldBe((Role.Owner, Role.Admin));
    }

    [Fact]
    public void The_last_owner_cannot_step_down()
    {
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, Team.Owner.Email, "Change role");
        panel.WaitForElement("#member-role").Change("Admin");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("last owner");
        RoleOf(Team.Owner).ShouldBe(Role.Owner);
    }

    [Fact]
    public void An_admin_is_offered_nothing_that_limits_an_owner_or_changes_an_admin()
    {
        SignIn(Team.Admin);

        var panel = Render<MembersPanel>();

        RowMenus.Offers(panel, Team.Owner.Email).ShouldBeEmpty();
        RowMenus.Offers(panel, Team.Admin.Email).ShouldNotContain("Change role");
        RowMenus.Offers(panel, Team.Member.Email).ShouldBe(["Change role", "Set cap", "Set rates", "Remove"]);
        RowMenus.Offers(panel, Team.Viewer.Email).ShouldBe(["Change role", "Set cap", "Set rates", "Remove"]);
    }

    [Fact]
    public void Billing_sets_caps_and_no_rates()
    {
        Set(Team.Viewer with { Role = Role.Billing });
        SignIn(Team.Viewer);

        var panel = Render<MembersPanel>();

        foreach (var member in new[] { Team.Admin, Team.Member, Team.Viewer }) RowMenus.Offers(panel, member.Email).ShouldBe(["Set cap"]);
        RowMenus.Offers(panel, Team.Owner.Email).ShouldBeEmpty();
    }

    [Fact, Trait("Promise", "P-11")]
    public void An_owner_sets_and_removes_the_rate_limits_of_a_member()
    {
        var panel = Render<MembersPanel>();

        OpenRates(panel);
        panel.Find("#rates-rpm").Change("120");
        panel.Find("#rates-concurrency").Change("4");
        panel.Find("[role=dialog] form").Submit();

        RatesOf(Team.Member).ShouldBe(new RateLimits { RequestsPerMinute = 120, Concurrency = 4 });
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("120 requests/min, 4 at once"));

        OpenRates(panel);
        panel.Find("#rates-rpm").GetAttribute("value").ShouldBe("120");
        panel.Find("#rates-rpm").Change("");
        panel.Find("#rates-concurrency").Change("");
        panel.Find("[role=dialog] form").Submit();

        RatesOf(Team.Member).ShouldBe(RateLimits.None);
    }

    [Fact]
    public void Every_invalid_rate_limit_is_an_error_and_none_is_stored()
    {
        var panel = Render<MembersPanel>();

        OpenRates(panel);
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
    public void Only_owners_and_admins_see_the_buttons_that_change_something(string role, bool manages)
    {
        SignIn(Team[role]);

        var panel = Render<MembersPanel>();

        (panel.FindAll("tbody button").Count > 0).ShouldBe(manages);
        panel.FindAll(".mud-alert").Count.ShouldBe(manages ? 0 : 1);
    }

    [Fact, Trait("Promise", "P-12")]
    public async Task Each_member_is_listed_with_the_role_the_spend_and_the_cap()
    {
        Set(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(0.02m), CapAction.Economy) });
        var key = await MintAsync("agent", Team.Member);
        Call(key);
        var used = key with { LastUse = new KeyUse(Time.GetUtcNow(), null, null), Version = key.Version + 1 };
        await KeyStore.UpdateAsync(used, CancellationToken.None);

        var row = RowOf(Render<MembersPanel>(), Team.Member);

        row.Children.Take(8).Select(static cell => cell.TextContent.Trim()).ShouldBe(
            [Team.Member.Email, "member", "1", row.QuerySelector("local-time")!.TextContent, "$0.020", "$0.020", "100%", "economy"]);
        row.QuerySelector(".part.warning").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_member_who_manages_nobody_sees_neither_the_keys_nor_the_last_calls_of_others()
    {
        await MintAsync("agent");
        SignIn(Team.Member);

        var panel = Render<MembersPanel>();

        panel.FindAll("thead th").Select(static cell => cell.TextContent)
            .ShouldBe(["Member", "Role", "This month", "Cap", "Used", "At the cap"]);
        panel.FindAll("local-time").ShouldBeEmpty();
    }

    [Fact]
    public void The_actions_of_a_row_are_in_a_menu_that_they_close()
    {
        var panel = Render<MembersPanel>();

        var opener = panel.Find($"button[aria-label='Actions for {Team.Member.Email}']");
        var menu = panel.Find($"#{opener.GetAttribute("popovertarget")}");

        menu.HasAttribute("popover").ShouldBeTrue();
        menu.QuerySelectorAll("button").Select(static button => button.TextContent)
            .ShouldBe(["Change role", "Set cap", "Set rates", "Reset password", "Remove"]);
        menu.QuerySelectorAll("button")
            .ShouldAllBe(button => button.GetAttribute("popovertarget") == menu.Id && button.GetAttribute("popovertargetaction") == "hide");
        menu.QuerySelectorAll("button")
            .ShouldAllBe(static button => button.GetAttribute("aria-label")!.StartsWith(button.TextContent, StringComparison.Ordinal));
    }

    private void OpenRates(IRenderedComponent<MembersPanel> panel)
    {
        RowMenus.Choose(panel, Team.Member.Email, "Set rates");
        panel.WaitForElement("#rates-rpm");
    }

    private static IElement RowOf(IRenderedComponent<MembersPanel> panel, Member member) =>
        panel.FindAll("[aria-label=Members] tbody tr").Single(row => row.TextContent.Contains(member.Email));

    private RateLimits RatesOf(Member member) => Team.Store.Members.Single(stored => stored.Id == member.Id).Rates;

    private void Set(Member member) => Team.Store.Members[Team.Store.Members.FindIndex(stored => stored.Id == member.Id)] = member;

    private Role RoleOf(Member member) => Team.Store.Members.Single(stored => stored.Id == member.Id).Role;
}
