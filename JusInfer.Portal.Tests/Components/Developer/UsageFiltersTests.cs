using Bunit;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The filters in use on the Usage tab, and periods that are selected in a chart.</summary>
public sealed class UsageFiltersTests : PanelTestContext
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public async Task Filters_in_use_are_removed_one_by_one_or_all_at_once()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Navigation.NavigateTo($"/developer/usage?range=30d&key={key.Id}&status=ok&after={RequestId.New(Time.GetUtcNow())}");
        var panel = Render<UsagePanel>();
        panel.Find("#filter-fields").HasAttribute("hidden").ShouldBeTrue();
        panel.FindAll(".chip").Select(static chip => chip.GetAttribute("aria-label")).ShouldBe(["Remove filter Key: laptop", "Remove filter Status: Succeeded"]);

        panel.FindAll(".chip")[1].Click();
        Navigation.Uri.ShouldEndWith($"/developer/usage?range=30d&key={key.Id}");
        panel.WaitForAssertion(() => panel.FindAll(".chip").Count.ShouldBe(1));
        panel.FindAll("button").ShouldNotContain(static button => button.TextContent == "Clear filters");

        Navigation.NavigateTo($"/developer/usage?range=30d&key={key.Id}&status=ok");
        panel.WaitForAssertion(() => panel.FindAll(".chip").Count.ShouldBe(2));
        panel.FindAll("button").Single(static button => button.TextContent == "Clear filters").Click();
        Navigation.Uri.ShouldEndWith("/developer/usage?range=30d");
        panel.WaitForAssertion(() => panel.FindAll(".chip").ShouldBeEmpty());
    }

    [Fact]
    public async Task Days_that_are_selected_in_a_chart_become_the_period()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/usage?by=key");
        var panel = Render<UsagePanel>();

        await panel.InvokeAsync(() => panel.FindComponents<Chart>()[0].Instance.SelectAsync(2, 9));
        Navigation.Uri.ShouldEndWith("/developer/usage?by=key");
        await panel.InvokeAsync(() => panel.FindComponents<Chart>()[0].Instance.SelectAsync(2, 4));
        Navigation.Uri.ShouldEndWith("/developer/usage?by=key&from=2026-11-16&to=2026-11-18");

        // Hours are not narrowed down: a period is of whole days.
        Navigation.NavigateTo("/developer/usage?range=24h");
        panel.WaitForAssertion(() => panel.FindComponents<Chart>()[0].Instance.Labels.Count.ShouldBe(24));
        await panel.InvokeAsync(() => panel.FindComponents<Chart>()[0].Instance.SelectAsync(2, 4));
        Navigation.Uri.ShouldEndWith("/developer/usage?range=24h");
    }
}
