using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class SecondFactorSettingTests : PanelTestContext
{
    [Fact]
    public void An_owner_with_a_second_factor_requires_one_after_a_confirmation()
    {
        SecondFactors.IsEnabledAsync(Team.Owner.UserId, Arg.Any<CancellationToken>()).Returns(true);
        var panel = Render<SettingsPanel>();

        Button(panel, "Require it").Click();
        panel.WaitForElement("[role=dialog] form").Submit();

        panel.WaitForAssertion(() => Button(panel, "Stop requiring it").ShouldNotBeNull());
        Team.Store.Teams.ShouldHaveSingleItem().RequireSecondFactor.ShouldBeTrue();
    }

    [Fact]
    public void An_open_page_of_a_member_without_one_leads_to_the_sign_in_form()
    {
        SignIn(Team.Member);
        var panel = Render<SettingsPanel>();
        var navigation = Services.GetRequiredService<NavigationManager>();

        Team.Store.Teams[0] = Team.Store.Teams[0] with { RequireSecondFactor = true };
        AccessSignal.Publish(new AccessChanged(Team.Team.Id));
        Time.Advance(TimeSpan.FromSeconds(1));

        panel.WaitForAssertion(() => navigation.Uri.ShouldEndWith("/login"));
    }

    [Theory]
    [InlineData("Admin")]
    [InlineData("Member")]
    public void Only_owners_are_offered_the_setting(string role)
    {
        SignIn(Team[role]);

        Render<SettingsPanel>().FindAll("button").ShouldNotContain(button => button.TextContent == "Require it");
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<SettingsPanel> panel, string text) =>
        panel.FindAll("button").Single(button => button.TextContent == text);
}
