using Bunit;
using JusInfer.Portal.Accounts.Passwords;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Operator;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class ResetLinkTests : PanelTestContext
{
    private readonly InMemoryPasswordResetStore resets = new();

    public ResetLinkTests() => Services.AddSingleton<IPasswordResetStore>(resets).AddScoped<ResetLinks>();

    [Fact]
    public void An_owner_sees_the_link_for_a_member_once()
    {
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, Team.Member.Email, "Reset password");
        panel.WaitForElement("[role=dialog] form").Submit();

        var link = panel.WaitForElement("#reset-link").TextContent;
        var (reset, hash) = resets.All.ShouldHaveSingleItem();
        reset.User.ShouldBe(Team.Member.UserId);
        ResetLink.HashOf(new Secret(link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..])).ShouldBe(hash);
        panel.Find(".one-time-secret .close button").Click();
        panel.WaitForAssertion(() => panel.Markup.ShouldNotContain(link));
    }

    /// <summary>The account may have no second factor, and do what the caller could do only with theirs.</summary>
    [Fact]
    public void The_second_factor_is_asked_for_before_the_link_for_a_member()
    {
        RequireSecondFactor();
        var panel = Render<MembersPanel>();

        RowMenus.Choose(panel, Team.Member.Email, "Reset password");

        panel.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/account/confirm?returnUrl="));
        panel.FindAll("[role=dialog]").ShouldBeEmpty();
    }

    [Fact]
    public void The_second_factor_is_asked_for_before_the_link_for_an_address_is_created()
    {
        RequireSecondFactor();
        OperatorStore.First = Team.Owner.UserId;
        resets.Accounts["zoe@example.com"] = UserId.New(Time.GetUtcNow());
        var panel = Render<AccountsPanel>();

        panel.Find("button").Click();
        panel.WaitForElement("#reset-email").Change("zoe@example.com");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Services.GetRequiredService<NavigationManager>().Uri.ShouldContain("/account/confirm?returnUrl="));
        resets.All.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Owner", true)]
    [InlineData("Admin", false)]
    [InlineData("Member", false)]
    public void Only_owners_are_offered_links_and_only_for_others(string role, bool offered)
    {
        SignIn(Team[role]);

        var panel = Render<MembersPanel>();

        foreach (var member in Team.Store.Members)
            RowMenus.Offers(panel, member.Email).Contains("Reset password").ShouldBe(offered && member != Team.Owner);
    }

    [Fact]
    public void The_operator_creates_a_link_for_an_address()
    {
        OperatorStore.First = Team.Owner.UserId;
        resets.Accounts["zoe@example.com"] = UserId.New(Time.GetUtcNow());
        var panel = Render<AccountsPanel>();

        panel.Find("button").Click();
        panel.WaitForElement("#reset-email").Change("zoe@example.com");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForElement("#reset-link").TextContent.ShouldContain("/reset#");
        resets.All.ShouldHaveSingleItem().Reset.User.ShouldBe(resets.Accounts["zoe@example.com"]);
    }

    [Fact]
    public void A_user_who_is_not_an_operator_gets_no_link()
    {
        resets.Accounts["zoe@example.com"] = UserId.New(Time.GetUtcNow());
        var panel = Render<AccountsPanel>();

        panel.Find("button").Click();
        panel.WaitForElement("#reset-email").Change("zoe@example.com");
        panel.Find("[role=dialog] form").Submit();

        panel.WaitForElement("[role=dialog] [role=alert]").TextContent.ShouldContain("Only operators");
        resets.All.ShouldBeEmpty();
    }

    private void RequireSecondFactor()
    {
        var stepUp = Substitute.For<IStepUpAuthentication>();
        stepUp.CheckAsync(Team.Owner.UserId, Arg.Any<CancellationToken>()).Returns(new RequestError.SecondFactorRequired("Confirm this."));
        Services.AddSingleton(stepUp);
    }
}
