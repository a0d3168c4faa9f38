using System.Globalization;
using System.Text.RegularExpressions;
using JusInfer.E2E.Accessibility;
using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>The period and the filters are in the query string, so that a view can be bookmarked and shared.</summary>
public sealed partial class FilteringUsage : Journey
{
    [Fact]
    public async Task A_filter_is_in_the_address_survives_a_reload_and_is_removed_by_going_back()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");

        await ada.Usage.ShowFilters.ClickAsync();
        await ada.Usage.Filter("Key").ChooseAsync(SampleTeam.LiveKey);
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");
        await Expect(ada.Page).ToHaveURLAsync(KeyInQuery());

        await ada.Page.ReloadAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");
        await Expect(ada.Usage.ActiveFilter("Key")).ToContainTextAsync(SampleTeam.LiveKey);
        await Expect(ada.Layout.Inert).ToHaveCountAsync(0);

        await ada.Page.GoBackAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");
    }

    [Fact]
    public async Task A_link_opens_its_period_and_filters()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=30d&status=error");
        await Expect(ada.Usage.Period("30 days")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(ada.Usage.ActiveFilter("Status")).ToContainTextAsync("Failed");
        await Expect(ada.Usage.NoMatch).ToBeVisibleAsync();

        await ada.Usage.RemoveFilter("Status").ClickAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");
        await Expect(ada.Usage.Period("30 days")).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task A_row_of_a_breakdown_links_to_its_requests()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?by=key");
        await ada.Usage.ByKey(SampleTeam.LiveKey).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_part_of_a_column_links_to_exactly_its_requests()
    {
        var (ada, _) = await OpenSignedInAsync();
        var laptop = AgentWith(await ada.Keys.MintAndCloseAsync("laptop"));
        await AgentWith(await ada.Keys.MintAndCloseAsync("nightly")).CallAsync();
        for (var call = 0; call < 2; call++) await laptop.CallAsync("anthropic/claude-sonnet-4.5");
        await ada.Usage.OpenAsync("?by=key");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");

        await ada.Usage.ClickLastColumnAsync("Spend per day", "laptop");

        await Expect(ada.Requests.Rows).ToHaveCountAsync(2);
        await Expect(ada.Page).ToHaveURLAsync(RequestsOfToday());

        await ada.Usage.OpenAsync("?by=key&chart=lines");
        await ada.Usage.ClickLastPointAsync("Spend per day", labels: 7);
        await Expect(ada.Requests.Rows).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData("Cost")]
    [InlineData("Tokens")]
    [InlineData("Latency")]
    [InlineData("Reliability")]
    [InlineData("Savings")]
    public async Task The_chart_is_in_the_first_window_of_a_short_page(string subject)
    {
        var ada = await OpenVisitorAsync(new DisplaySettings(1280, 800), (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=30d");
        await ada.Usage.Subject(subject).ClickAsync();
        await Expect(ada.Usage.Subject(subject)).ToHaveAttributeAsync("aria-current", "page");

        await Expect(ada.Usage.Charts).ToHaveCountAsync(1);
        var drawing = await ada.Usage.Charts.BoxAsync();
        (drawing.Y + drawing.Height).ShouldBeLessThanOrEqualTo(800);
        (await ada.Page.EvaluateAsync<int>("() => document.documentElement.scrollHeight")).ShouldBeLessThanOrEqualTo(2500);
        (await ada.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(1280);
    }

    [Fact]
    public async Task A_link_with_a_key_that_is_gone_says_so_and_shows_the_rest()
    {
        const string Gone = "key_019b76daa8007a46a412b944c1410fa8";
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync($"?key={Gone}");
        await Expect(ada.Usage.Notice).ToContainTextAsync($"The key {Gone} of this address is not in your team any more.");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");
    }

    [Fact]
    public async Task Totals_charts_and_download_have_the_filters_of_the_address()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=24h");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");

        await ada.Usage.ShowFilters.ClickAsync();
        await ada.Usage.Filter("Key").ChooseAsync(SampleTeam.LiveKey);
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");
        await ada.Usage.GroupByAsync("Provider");
        await Expect(ada.Usage.Group).ToHaveValueAsync("provider");
        var download = await ada.Page.RunAndWaitForDownloadAsync(() => ada.Usage.Download.ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        lines[0].ShouldStartWith("hour,provider,requests,");
        lines.Skip(1).Sum(static line => int.Parse(line.Split(',')[2], CultureInfo.InvariantCulture)).ShouldBe(3);

        await ada.Usage.ActiveFilter("Key").ClickAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");
        await Expect(ada.Page).ToHaveURLAsync(GroupAndPeriodInQuery());
    }

    [Fact]
    public async Task A_name_with_markup_is_text_in_the_tooltip_of_a_chart()
    {
        const string Name = "<img src=x onerror=alert(1)><b>bold";
        var (ada, _) = await OpenSignedInAsync();
        await AgentWith(await ada.Keys.MintAndCloseAsync(Name)).CallAsync();
        await ada.Usage.OpenAsync("?by=key");
        await Expect(ada.Usage.ByKey(Name)).ToBeVisibleAsync();

        await ada.Usage.PointAtChartAsync("Spend per day", column: 6);

        await Expect(ada.Usage.Tooltip("Spend per day")).ToContainTextAsync(Name);
        await Expect(ada.Usage.Tooltip("Spend per day").Locator("img, b")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_a_chart_shows_about_a_column_can_be_read_in_the_dark()
    {
        var ada = await OpenVisitorAsync(DisplaySettings.Desktop with { Dark = true }, (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync();

        await ada.Usage.PointAtChartAsync("Spend per day", column: 6);

        await Expect(ada.Usage.Tooltip("Spend per day")).ToHaveCSSAsync("opacity", "1");
        (await Axe.RunAsync(ada.Page, Axe.ContrastOnly)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Member", "grace")]
    [InlineData("Provider", "simulator")]
    [InlineData("End user", "no end user named")]
    public async Task Usage_is_grouped_by_what_the_link_names(string group, string name)
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync();
        await ada.Usage.GroupByAsync(group);
        await Expect(ada.Usage.By(group.ToLowerInvariant(), name)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_last_hour_has_five_minutes_per_column_and_is_grouped_by_run_with_filters()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        (await agent.CallInRunAsync("fix-1", parent: null, "Fix it.")).ShouldBe(200);

        await ada.Usage.OpenAsync("?range=1h&by=run&status=ok");
        await Expect(ada.Usage.Period("1 hour")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("1");
        await Expect(ada.Usage.By("run", "fix-1")).ToBeVisibleAsync();
        await Expect(ada.Usage.RowsInTable("Spend per 5 minutes")).ToHaveCountAsync(12);
    }

    [Fact]
    public async Task Usage_is_grouped_and_filtered_by_the_repository_and_the_label_that_an_agent_sends()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Ada's laptop"));
        foreach (var (repository, label) in ((string, string)[])[("acme/shop", "nightly"), ("acme/shop", "search"), ("acme/site", "nightly")])
            (await agent.CallForAsync(repository, label)).ShouldBe(200);

        await ada.Requests.OpenAsync("?label=nightly");
        await Expect(ada.Requests.Rows).ToHaveCountAsync(2);
        await ada.Requests.ShowFilters.ClickAsync();
        await ada.Requests.Filter("Repository").EnterAsync("acme/site");
        await Expect(ada.Requests.Rows).ToHaveCountAsync(1);
        await ada.Requests.Rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Expect(ada.Receipt.Value("Repository")).ToHaveTextAsync("acme/site");
        await Expect(ada.Receipt.Value("Label")).ToHaveTextAsync("nightly");

        await ada.Usage.OpenAsync("?by=repository");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");
        await ada.Usage.By("repository", "acme/shop").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(2);
        await ada.Usage.OpenAsync("?by=repository&repository=acme/shop");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("2");
        await Expect(ada.Usage.ActiveFilter("Repository")).ToContainTextAsync("acme/shop");
        await ada.Usage.GroupByAsync("Label");
        await Expect(ada.Usage.By("label", "search")).ToBeVisibleAsync();
        await ada.Usage.ShowFilters.ClickAsync();
        await ada.Usage.Filter("Label").ChooseAsync("nightly");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("1");
        await ada.Usage.ClearFilters.ClickAsync();
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("3");
    }

    [Fact]
    public async Task Hours_are_those_of_the_readers_time_zone()
    {
        // Half an hour off UTC: no hour of UTC begins with an hour there.
        var ada = await OpenVisitorAsync(DisplaySettings.Desktop with { TimeZone = "Asia/Kolkata" }, (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=24h");
        await ada.Usage.ShowAsTable("Spend per hour").ClickAsync();

        var time = ada.Usage.RowsInTable("Spend per hour").First.Locator("local-time");
        var utc = DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture);
        await Expect(time).ToContainTextAsync(utc.ToOffset(new TimeSpan(5, 30, 0)).ToString("d MMM, HH:mm", CultureInfo.InvariantCulture));
        await Expect(ada.Usage.AxisLabels("Spend per hour").First).ToContainTextAsync(":30");
    }

    [Fact]
    public async Task Days_that_are_dragged_over_in_a_chart_become_the_period_of_the_address()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=30d&by=key");
        await Expect(ada.Usage.RowsInTable("Spend per day")).ToHaveCountAsync(30);
        var days = await ada.Usage.RowsInTable("Spend per day").Locator("th").AllTextContentsAsync();

        await ada.Usage.SelectInChartAsync("Spend per day", first: 24, last: 29);

        await Expect(ada.Page).ToHaveURLAsync($"{Site.Address}{UsagePage.Path[1..]}?by=key&from={DayOf(days[24])}&to={DayOf(days[29])}");
        await Expect(ada.Usage.RowsInTable("Spend per day")).ToHaveCountAsync(6);
        await ada.Page.GoBackAsync();
        await Expect(ada.Usage.RowsInTable("Spend per day")).ToHaveCountAsync(30);

        static string DayOf(string label) => DateOnly.ParseExact(
            label.Replace(" so far", "", StringComparison.Ordinal), ["d MMM", "d MMM yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None).ToString("O", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_period_without_calls_shows_an_example_request()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?from=2020-01-01&to=2020-01-31");
        await Expect(ada.Usage.Empty).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_invalid_query_string_shows_the_last_seven_days()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=forever&from=yesterday&key=nonsense&status=%00&after=x");
        await Expect(ada.Usage.Period("7 days")).ToHaveAttributeAsync("aria-current", "true");
        await Expect(ada.Usage.Total("Requests")).ToHaveTextAsync("4");
    }

    [GeneratedRegex(@"/developer/requests\?key=key_[0-9a-f]+&from=(?<day>[0-9-]+)&to=\k<day>&kind=sent$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequestsOfToday();

    [GeneratedRegex(@"/developer/usage\?range=24h&by=provider$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GroupAndPeriodInQuery();

    [GeneratedRegex(@"/developer/usage\?key=", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyInQuery();
}
