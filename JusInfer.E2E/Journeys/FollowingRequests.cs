using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>The Requests tab while agents work: live, filtered, downloaded.</summary>
public sealed class FollowingRequests : Journey
{
    [Fact]
    public async Task A_new_call_appears_by_itself_unless_the_list_is_paused()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await ada.Requests.OpenAsync();
        await Expect(ada.Page.GetByText("No requests yet")).ToBeVisibleAsync();

        await agent.CallAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);

        await ada.Requests.Pause.ClickAsync();
        await agent.CallAsync();
        await Expect(ada.Requests.Continue).ToBeVisibleAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);
        await ada.Requests.Continue.ClickAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_filter_is_in_the_address_and_in_the_download()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);

        await grace.Requests.ShowFilters.ClickAsync();
        await grace.Requests.Filter("Key").ChooseAsync(SampleTeam.LiveKey);
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await grace.Page.ReloadAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await Expect(grace.Requests.ActiveFilter("Key")).ToContainTextAsync(SampleTeam.LiveKey);

        var download = await grace.Page.RunAndWaitForDownloadAsync(() => grace.Requests.Download.ClickAsync());
        (await File.ReadAllLinesAsync(await download.PathAsync())).Length.ShouldBe(4);

        await grace.Requests.ShowFilters.ClickAsync();
        await grace.Requests.Filter("User").EnterAsync("nobody");
        await Expect(grace.Page.GetByText("No requests match these filters.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_period_and_a_member_are_in_the_address_and_in_the_download_until_one_click_removes_them()
    {
        var team = await Site.SampleTeam;
        var grace = await OpenVisitorAsync(session: team.Session);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);

        // The fourth call was made with a service key, which belongs to no member.
        await grace.Requests.ShowFilters.ClickAsync();
        await grace.Requests.Filter("Member").ChooseAsync(team.Owner.Email);
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await grace.Requests.Days.ClickAsync();
        await grace.Requests.OftenUsedDays("30 days").ClickAsync();
        await Expect(grace.Requests.ActiveFilter("Days")).ToBeVisibleAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await Expect(grace.Requests.Pause).ToBeVisibleAsync();
        var download = await grace.Page.RunAndWaitForDownloadAsync(() => grace.Requests.Download.ClickAsync());
        (await File.ReadAllLinesAsync(await download.PathAsync())).Length.ShouldBe(4);

        await grace.Requests.Days.ClickAsync();
        await grace.Requests.Day("From").FillAsync("2020-01-01");
        await grace.Requests.Day("To").FillAsync("2020-01-31");
        await grace.Requests.ShowDays.ClickAsync();
        await Expect(grace.Page.GetByText("No requests match these filters.")).ToBeVisibleAsync();
        await Expect(grace.Page.GetByText("The chosen days have ended.")).ToBeVisibleAsync();
        grace.Page.Url.ShouldEndWith("&from=2020-01-01&to=2020-01-31");

        await grace.Page.ReloadAsync();
        await Expect(grace.Requests.ActiveFilter("Days")).ToContainTextAsync("2020-01-01 – 2020-01-31");
        await grace.Requests.ActiveFilter("Days").ClickAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await Expect(grace.Requests.ActiveFilter("Member")).ToContainTextAsync(team.Owner.Email);
        await grace.Requests.ActiveFilter("Member").ClickAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..]);
    }

    [Fact]
    public async Task Filters_are_removed_one_by_one_with_the_keyboard_and_the_focus_stays_at_the_filters()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var keyboard = new Keyboard(grace.Page);
        await grace.Requests.OpenAsync("?status=ok&user=nobody");
        await Expect(grace.Page.GetByText("No requests match these filters.")).ToBeVisibleAsync();

        await keyboard.ActivateAsync(grace.Requests.ActiveFilter("User"));
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);
        await Expect(grace.Requests.ActiveFilter("User")).ToHaveCountAsync(0);
        await Expect(grace.Requests.ShowFilters).ToBeFocusedAsync();
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "?status=ok");

        await keyboard.ActivateAsync(grace.Requests.ActiveFilter("Status"));
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..]);
    }

    [Fact]
    public async Task A_hidden_column_stays_hidden_after_a_reload_and_comes_back()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(8);
        await grace.Requests.ShowColumns.ClickAsync();
        await grace.Requests.Column("Duration").UncheckAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(7);
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "?hide=duration");

        await grace.Page.ReloadAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(7);
        await grace.Requests.ShowColumns.ClickAsync();
        await grace.Requests.Column("Duration").CheckAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(8);
    }

    [Fact]
    public async Task Expensive_calls_are_found_by_their_cost()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync("?cost_above=0");
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);

        await grace.Requests.ShowFilters.ClickAsync();
        await grace.Requests.CostAbove.FillAsync("a lot");
        await grace.Requests.CostAbove.PressAsync("Enter");
        await Expect(grace.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("such as 0.50");
        await grace.Requests.CostAbove.FillAsync("$1,000");
        await grace.Requests.CostAbove.PressAsync("Enter");
        await Expect(grace.Page.GetByText("No requests match these filters.")).ToBeVisibleAsync();
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "?cost_above=1000");
        await Expect(grace.Page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_call_that_was_rejected_has_its_reason_in_the_other_list()
    {
        var (ada, _) = await OpenSignedInAsync();
        await AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop")).RejectedAsync("no-such-model");
        await ada.Requests.OpenAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Rejected" }).ClickAsync();

        await Expect(ada.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "/rejected");
        await Expect(ada.Requests.Rejected.First).ToContainTextAsync("MODEL_NOT_FOUND");
    }
}
