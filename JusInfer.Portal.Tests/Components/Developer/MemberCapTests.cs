using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>Monthly caps of members on the page Members.</summary>
public sealed class MemberCapTests : PanelTestContext
{
    [Fact, Trait("Promise", "P-10")]
    public void An_owner_sets_a_members_monthly_cap()
    {
        var panel = Render<MembersPanel>();

        OpenCap(panel, Team.Member);
        panel.Find("#cap-usd").Change("25");
        panel.Find("[role=dialog] form").Submit();

        CapOf(Team.Member).ShouldBe(new Cap(NanoUsd.FromUsd(25), CapAction.Block));
        panel.WaitForAssertion(() => panel.Markup.ShouldContain("$25.00"));
    }

    [Fact, Trait("Promise", "P-10")]
    public void A_cap_can_switch_to_cheaper_models_instead_of_rejecting_calls()
    {
        var panel = Render<MembersPanel>();

        OpenCap(panel, Team.Member);
        panel.Find("#cap-usd").Change("25");
        panel.FindAll("input[type=radio]")[1].Click();
        panel.Find("[role=dialog] form").Submit();

        CapOf(Team.Member)!.OnReach.ShouldBe(CapAction.Economy);
    }

    [Fact]
    public void A_cap_that_someone_else_has_changed_meanwhile_is_replaced_only_after_a_warning()
    {
        var panel = Render<MembersPanel>();
        OpenCap(panel, Team.Member);
        Set(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(3), CapAction.Block), Version = 2 });

        panel.Find("#cap-usd").Change("25");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldBe("The member was changed by someone else. Save again to replace that change, or cancel to see it.");
        CapOf(Team.Member)!.Monthly.ShouldBe(NanoUsd.FromUsd(3));
        panel.Find("#cap-usd").GetAttribute("value").ShouldBe("25");

        panel.Find("[role=dialog] form").Submit();
        CapOf(Team.Member)!.Monthly.ShouldBe(NanoUsd.FromUsd(25));
    }

    [Fact]
    public void An_empty_field_removes_the_cap()
    {
        Set(Team.Member with { Cap = new Cap(NanoUsd.FromUsd(3.5m), CapAction.Block) });
        var panel = Render<MembersPanel>();

        OpenCap(panel, Team.Member);
        panel.Find("#cap-usd").GetAttribute("value").ShouldBe("3.5");
        panel.Find("#cap-usd").Change("");
        panel.Find("[role=dialog] form").Submit();

        CapOf(Team.Member).ShouldBeNull();
    }

    [Theory]
    [InlineData("-3", "The cap must be from 0 to 1000000 USD.")]
    [InlineData("2000000", "The cap must be from 0 to 1000000 USD.")]
    [InlineData("much", "The cap must be an amount in US dollars, such as 25 or 12.50.")]
    public void An_invalid_cap_is_an_error_and_is_not_stored(string typed, string message)
    {
        var panel = Render<MembersPanel>();

        OpenCap(panel, Team.Member);
        panel.Find("#cap-usd").Change(typed);
        panel.Find("[role=dialog] form").Submit();

        panel.Find("#cap-usd-error").TextContent.ShouldBe(message);
        CapOf(Team.Member).ShouldBeNull();
    }

    [Fact]
    public void An_admin_who_lost_the_role_meanwhile_cannot_set_a_cap()
    {
        SignIn(Team.Admin);
        var panel = Render<MembersPanel>();
        OpenCap(panel, Team.Member);
        Set(Team.Admin with { Role = Role.Member });

        panel.Find("#cap-usd").Change("25");
        panel.Find("[role=dialog] form").Submit();

        panel.Find("[role=dialog] [role=alert]").TextContent.ShouldContain("Only owners, admins and billing");
        CapOf(Team.Member).ShouldBeNull();
    }

    private static void OpenCap(IRenderedComponent<MembersPanel> panel, Member member)
    {
        RowMenus.Choose(panel, member.Email, "Set cap");
        panel.WaitForElement("#cap-usd");
    }

    private Cap? CapOf(Member member) => Team.Store.Members.Single(stored => stored.Id == member.Id).Cap;

    private void Set(Member member) => Team.Store.Members[Team.Store.Members.FindIndex(stored => stored.Id == member.Id)] = member;
}
