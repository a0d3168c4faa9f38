using Bunit;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Tenancy;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

[Trait("Promise", "P-12")]
public sealed class TenantPanelTests : PanelTestContext
{
    [Fact]
    public async Task Members_caps_and_key_limits_are_listed_with_links_to_where_they_are_changed()
    {
        var capped = Team.Member with { Cap = new Cap(NanoUsd.FromUsd(25), CapAction.Block) };
        Team.Store.Members[Team.Store.Members.IndexOf(Team.Member)] = capped;
        var key = await MintAsync("agent", Team.Member);

        var panel = Render<TenantPanel>();

        panel.FindAll("[aria-label=Members] tbody tr").Single(row => row.TextContent.Contains(Team.Member.Email))
            .Children.Select(static cell => cell.TextContent.Trim())
            .ShouldBe([Team.Member.Email, "member", "$0.00", "$25.00", "0%", "blocks"]);
        panel.Find("[aria-label='Key limits'] tbody tr").Children.Select(static cell => cell.TextContent.Trim())
            .ShouldBe(["agent", Team.Member.Email, "600", "no limit", "none"]);
        panel.Find("[aria-label='Key limits'] tbody a").GetAttribute("href").ShouldBe($"/developer/limits?key={key.Id}");
        panel.FindAll("section .toolbar a").Select(static link => link.GetAttribute("href"))
            .ShouldBe(["/developer/members", "/developer/budgets#key-limits-title"]);
        panel.FindAll("section button").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_of_many_keys_lists_some_and_links_to_all()
    {
        for (var number = 0; number < 21; number++) await MintAsync($"agent {number}");

        var panel = Render<TenantPanel>();

        panel.FindAll("[aria-label='Key limits'] tbody tr").Count.ShouldBe(20);
        panel.FindAll("section .toolbar a")[1].TextContent.ShouldBe("All 21 limits");
    }

    [Theory]
    [InlineData("budgets-title", "/developer/budgets")]
    [InlineData("wallet-title", "/developer/wallet")]
    [InlineData("key-policy-title", "/developer/budgets#key-policy-title")]
    [InlineData("stored-responses-title", "/developer/settings#stored-responses-title")]
    public void A_bookmark_of_a_section_that_has_a_page_of_its_own_leads_there(string section, string page)
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo($"/developer/tenant#{section}");

        Render<TenantPanel>();

        navigation.Uri.ShouldBe(navigation.BaseUri.TrimEnd('/') + page);
    }
}
