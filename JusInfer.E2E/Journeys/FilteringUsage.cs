using System.Text.RegularExpressions;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>What is looked at stands in the address, so that it can be kept and passed on.</summary>
public sealed partial class FilteringUsage : Journey
{
    [Fact]
    public async Task A_filter_stands_in_the_address_survives_a_reload_and_is_undone_by_going_back()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(4);

        await ada.Usage.Filter("Key").SelectOptionAsync(FurnishedTeam.LiveKey);
        await Expect(ada.Usage.Requests).ToHaveCountAsync(3);
        await Expect(ada.Page).ToHaveURLAsync(KeyInQuery());

        await ada.Page.ReloadAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(3);
        await Expect(ada.Usage.Filter("Key").Locator("option:checked")).ToHaveTextAsync(FurnishedTeam.LiveKey);

        await ada.Page.GoBackAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task A_link_opens_the_period_and_the_filters_that_it_names()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync("?range=30d&status=error");
        await Expect(ada.Usage.Period("30 days")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(ada.Usage.Filter("Status").Locator("option:checked")).ToHaveTextAsync("Failed");
        await Expect(ada.Usage.NoMatch).ToBeVisibleAsync();

        await ada.Usage.ShowAll.ClickAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(4);
        await Expect(ada.Usage.Period("30 days")).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task A_line_of_a_breakdown_leads_to_its_requests()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync();
        await ada.Usage.ByKey(FurnishedTeam.LiveKey).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Usage.Requests).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_period_without_calls_says_what_to_do()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync("?from=2020-01-01&to=2020-01-31");
        await Expect(ada.Usage.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_address_that_makes_no_sense_still_shows_something()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync("?range=forever&from=yesterday&key=nonsense&status=%00&after=x");
        await Expect(ada.Usage.Period("7 days")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(ada.Usage.Requests).ToHaveCountAsync(4);
    }

    [GeneratedRegex(@"/developer/usage\?key=", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyInQuery();
}
