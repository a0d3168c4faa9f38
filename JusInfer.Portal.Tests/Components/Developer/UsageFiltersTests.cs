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
        Navigation.NavigateTo($"/developer/usage?range=30d&key={key.Id}&status=ok");
        var panel = Render<UsagePanel>();
        panel.Find("#usage-filters").HasAttribute("popover").ShouldBeTrue();
        panel.FindAll(".active-filter").Select(static chip => chip.GetAttribute("aria-label"))
            .ShouldBe(["Remove filter Key: laptop", "Remove filter Status: Succeeded"]);

        panel.FindAll(".active-filter")[1].Click();
        Navigation.Uri.ShouldEndWith($"/developer/usage?range=30d&key={key.Id}");
        panel.WaitForAssertion(() => panel.FindAll(".active-filter").Count.ShouldBe(1));
        panel.FindAll("button").ShouldNotContain(static button => button.TextContent == "Clear filters");

        Navigation.NavigateTo($"/developer/usage?range=30d&key={key.Id}&status=ok");
        panel.WaitForAssertion(() => panel.FindAll(".active-filter").Count.ShouldBe(2));
        panel.FindAll("button").Single(static button => button.TextContent == "Clear filters").Click();
        Navigation.Uri.ShouldEndWith("/developer/usage?range=30d");
        panel.WaitForAssertion(() => panel.FindAll(".active-filter").ShouldBeEmpty());
    }

    [Fact]
    public async Task Another_period_keeps_the_groups_and_filters()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/usage?range=30d&by=key");

        var links = Render<UsagePanel>().FindAll("nav[aria-label=Period] a").Select(static link => link.GetAttribute("href")!).ToList();

        links.Count.ShouldBe(5);
        links.ShouldAllBe(static link => link.Contains("by=key"));
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

    [Fact]
    public async Task Keys_are_chosen_by_name_and_a_name_that_no_key_has_is_rejected_next_to_the_field()
    {
        var (laptop, other, namesake) = (await MintAsync("laptop"), await MintAsync("ci"), await MintAsync("CI"));
        Call(laptop);
        Navigation.NavigateTo("/developer/usage?range=30d");
        var panel = Render<UsagePanel>();
        panel.FindAll("button").Single(static button => button.TextContent.Trim() == "Filter").Click();
        panel.FindAll("#filter-key-list [role=option]").Select(static option => option.TextContent).ShouldBe([$"ci ({other.Id})", $"CI ({namesake.Id})", "laptop"], ignoreOrder: true);

        panel.Find("#filter-key").Change("laptob");
        Navigation.Uri.ShouldEndWith("?range=30d");
        panel.Find("#filter-key-error").TextContent.ShouldBe("“laptob” is not in the list. Type a part of a name and choose one.");
        panel.Find("#filter-key").GetAttribute("aria-describedby").ShouldBe("filter-key-error");
        panel.Find("#filter-key").GetAttribute("value").ShouldBe("laptob");

        panel.Find("#filter-key").Change(" Laptop ");
        Navigation.Uri.ShouldEndWith($"?range=30d&key={laptop.Id}");
        panel.WaitForAssertion(() => panel.Find("#filter-key").GetAttribute("value").ShouldBe("laptop"));
        panel.FindAll("#filter-key-error").ShouldBeEmpty();
        panel.Find("#filter-key").Change("");
        Navigation.Uri.ShouldEndWith("?range=30d");
    }

    [Fact]
    public async Task A_model_that_is_not_suggested_can_be_typed()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/usage");
        var panel = Render<UsagePanel>();
        panel.FindAll("button").Single(static button => button.TextContent.Trim() == "Filter").Click();
        panel.FindAll("#filter-model-list [role=option]").Select(static option => option.TextContent).ShouldBe(["openai/gpt-5"]);

        panel.Find("#filter-model").Change("some/model");

        Navigation.Uri.ShouldEndWith("/developer/usage?model=some%2Fmodel");
        panel.WaitForAssertion(() => panel.Find(".active-filter").GetAttribute("aria-label").ShouldBe("Remove filter Model: some/model"));
    }

    [Fact]
    public async Task A_period_is_typed_or_chosen_from_those_that_are_often_used()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/usage?by=key");
        var panel = Render<UsagePanel>();
        var toggle = panel.Find("button[popovertarget=usage-days]");
        (toggle.TextContent.Trim(), toggle.GetAttribute("aria-current")).ShouldBe(("Custom period", null));
        panel.FindAll("#usage-days input").ShouldBeEmpty();
        toggle.Click();
        (panel.Find("#usage-days-from").GetAttribute("value"), panel.Find("#usage-days-to").GetAttribute("value")).ShouldBe(("2026-11-14", "2026-11-20"));

        panel.Find("#usage-days-from").Change("2026/11/1");
        panel.Find("#usage-days form").Submit();

        Navigation.Uri.ShouldEndWith("/developer/usage?by=key&from=2026-11-01&to=2026-11-20");
        panel.WaitForAssertion(() => panel.Find("button[popovertarget=usage-days]").TextContent.Trim().ShouldBe("1 Nov – 20 Nov 2026"));
        panel.Find("button[popovertarget=usage-days]").GetAttribute("aria-current").ShouldBe("true");
        panel.FindAll("#usage-days .presets button").Select(static button => button.TextContent).ShouldBe(["Today", "Yesterday", "14 days", "90 days", "Last month"]);
        panel.FindAll("#usage-days .presets button")[4].Click();
        Navigation.Uri.ShouldEndWith("/developer/usage?by=key&from=2026-10-01&to=2026-10-31");
    }
}
