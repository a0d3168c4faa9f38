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
        await Expect(ada.Requests.Continue).ToBeVisibleAsync();
        var elsewhere = await OpenVisitorAsync(session: await ada.SessionAsync());
        await agent.CallAsync();
        await elsewhere.Requests.OpenAsync();
        await Expect(elsewhere.Requests.Rows).ToHaveCountAsync(2);
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

        await grace.Requests.ChooseAsync("key", SampleTeam.LiveKey);
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await grace.Page.ReloadAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await Expect(grace.Requests.ActiveFilter("Key")).ToHaveAttributeAsync("aria-label", $"Remove filter Key: {SampleTeam.LiveKey}");

        var download = await grace.Page.RunAndWaitForDownloadAsync(() => grace.Requests.Download.ClickAsync());
        (await File.ReadAllLinesAsync(await download.PathAsync())).Length.ShouldBe(4);

        await grace.Requests.ShowFilters.ClickAsync();
        await grace.Requests.Filter("End user").EnterAsync("nobody");
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
        await Expect(grace.Requests.Days).Not.ToHaveTextAsync("All days");
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
        await Expect(grace.Requests.Days).ToContainTextAsync("1 Jan – 31 Jan 2020");
        await grace.Page.GetByRole(AriaRole.Button, new() { Name = "Remove Days: 1 Jan – 31 Jan 2020" }).ClickAsync();
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

        await keyboard.ActivateAsync(grace.Requests.ActiveFilter("End user"));
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);
        await Expect(grace.Requests.ActiveFilter("End user")).ToHaveCountAsync(0);
        await Expect(grace.Requests.Search).ToBeFocusedAsync();
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "?status=ok");

        await keyboard.ActivateAsync(grace.Requests.ActiveFilter("Status"));
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..]);
    }

    [Fact]
    public async Task A_hidden_column_stays_hidden_after_a_reload_and_comes_back()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(11);
        await grace.Requests.ShowColumns.ClickAsync();
        await grace.Requests.Column("Total").UncheckAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(10);
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "?hide=total");

        await grace.Page.ReloadAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(10);
        await grace.Requests.ShowColumns.ClickAsync();
        await grace.Requests.Column("Total").CheckAsync();
        await Expect(grace.Requests.Headings).ToHaveCountAsync(11);
    }

    [Fact]
    public async Task Expensive_calls_are_found_by_their_cost()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync("?cost_above=0");
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);

        await grace.Requests.Chip("cost_above").ClickAsync();
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
    public async Task A_rejected_call_appears_by_itself_in_the_same_list_and_says_why_in_the_drawer()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        await agent.CallAsync();
        await ada.Requests.OpenAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);

        await agent.RejectedAsync("no-such-model");

        await Expect(ada.Requests.Rows).ToHaveCountAsync(2);
        await Expect(ada.Requests.Rejected).ToContainTextAsync("404 MODEL_NOT_FOUND");
        await ada.Requests.Rejected.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Requests.Drawer).ToContainTextAsync("There is no model 'no-such-model'");
        await ada.Page.GotoAsync(RequestsPage.Path + "/rejected");
        await Expect(ada.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..] + "?status=rejected");
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);
        var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Requests.Download.ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain(",rejected,404,MODEL_NOT_FOUND,0,0,0,");
    }

    [Fact]
    public async Task A_call_opens_beside_the_list_with_the_keyboard_alone()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var keyboard = new Keyboard(grace.Page);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);

        await keyboard.ActivateAsync(grace.Requests.Rows.First.GetByRole(AriaRole.Link).First);
        await Expect(grace.Requests.Drawer).ToBeFocusedAsync();
        var first = await grace.Requests.Drawer.GetAttributeAsync("aria-label");
        await keyboard.PressAsync("j");
        await Expect(grace.Requests.Drawer).Not.ToHaveAttributeAsync("aria-label", first!);
        await Expect(grace.Requests.Drawer).ToBeFocusedAsync();
        await keyboard.PressAsync("ArrowUp");
        await Expect(grace.Requests.Drawer).ToHaveAttributeAsync("aria-label", first!);
        await grace.Requests.Part("Raw").ClickAsync();
        await Expect(grace.Requests.Drawer).ToContainTextAsync("\"cost_usd\"");
        await grace.Page.ReloadAsync();
        await Expect(grace.Requests.Drawer).ToContainTextAsync("\"cost_usd\"");
        await Expect(grace.Page.Locator(".panel-area[inert]")).ToHaveCountAsync(0);
        await grace.Requests.Drawer.FocusAsync();
        await keyboard.PressAsync("Escape");
        await Expect(grace.Requests.Drawer).ToHaveCountAsync(0);
        await Expect(grace.Requests.Rows.First.GetByRole(AriaRole.Link).First).ToBeFocusedAsync();
        await Expect(grace.Page).ToHaveURLAsync(Site.Address + RequestsPage.Path[1..]);
    }

    [Fact]
    public async Task Twelve_rows_with_all_columns_are_visible_and_nothing_is_clipped()
    {
        var grace = await OpenVisitorAsync(new DisplaySettings(1280, 800), (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);

        var row = await grace.Requests.Rows.First.BoxAsync();
        row.Y.ShouldBeLessThanOrEqualTo(260);
        row.Height.ShouldBeInRange(35, 37.5f);
        (row.Y + 12 * row.Height).ShouldBeLessThanOrEqualTo(800);
        var frame = grace.Page.GetByRole(AriaRole.Region, new() { Name = "Requests", Exact = true });
        (await frame.EvaluateAsync<bool>("frame => frame.scrollWidth <= frame.clientWidth")).ShouldBeTrue("all columns are in the window");
        (await frame.EvaluateAsync<string[]>(
            "frame => [...frame.querySelectorAll('th, td:not(.fills)')]"
            + ".filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"))
            .ShouldBeEmpty();
    }
}
