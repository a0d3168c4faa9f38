using Bunit;
using JusInfer.Portal.Components.Developer.Requests;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The Requests page: the calls that were sent to a provider and those that were rejected before, in one list.</summary>
public sealed class RequestsPanelTests : PanelTestContext
{
    private static readonly string[] UsualHeadings = ["Time", "Status", "Model", "Key", "Run", "In", "Cached", "Out", "Cost", "First token",
        "Total"];

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private ProviderErrorAccess Access => ProviderErrorAccess.Of(Team.Owner, isOperator: false);

    [Fact]
    public void Without_calls_the_page_shows_an_example_request() => Render<RequestsPanel>().Find("#try-command").TextContent.ShouldContain("/v1/chat/completions");

    [Fact]
    public async Task A_row_has_one_fact_a_column_and_leads_to_the_call_and_to_the_run()
    {
        var call = Call(await MintAsync("laptop"), status: 502);
        Usage.Records[0] = call with
        {
            Simulated = false,
            Provider = "openrouter",
            RunId = "a/b",
            User = "ada",
            Label = "nightly",
            Attempts = 3,
            ErrorCode = "UPSTREAM_ERROR",
            ProviderError = "out of <b>credit</b>",
            TtftMs = 842,
            DurationMs = 3200,
        };

        var panel = Render<RequestsPanel>();

        Headings(panel).ShouldBe(UsualHeadings);
        var row = panel.Find("tbody tr");
        row.QuerySelectorAll("a").Select(static link => link.GetAttribute("href"))
            .ShouldBe([$"http://localhost/?call={call.Id}", "/developer/runs/a%2Fb"]);
        row.GetAttribute("title").ShouldBe(
            "No attempt at a provider succeeded: repeat the call later, or with another model."
            + " · out of <b>credit</b> · 3 attempts · user ada · label nightly");
        row.QuerySelectorAll("td")
            .Select(static cell => string.Join(' ', cell.TextContent.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe(
            ["502", "openai/gpt-5 auto", "laptop", "a/b", "1.5k", "20%", "42", "$0.020", "842\u202Fms", "3.2\u202Fs"]);
        panel.FindAll("b").ShouldBeEmpty("a hostile text is text");
    }

    [Fact]
    public async Task Every_filter_comes_from_the_query_string_and_is_in_the_download()
    {
        var key = await MintAsync("laptop");
        var after = RequestId.New(Time.GetUtcNow());
        var filters =
            $"from=2026-11-14&to=2026-11-20&status=502&key={key.Id}&member={Team.Admin.Id}&model=openai%2Fgpt-5&provider=openrouter"
            + "&session=build&user=ada&repository=acme%2Fshop"
            + "&label=nightly&recovery=retried&code=insufficient_quota&cost_above=0.5&latency_above=2500&q=quota";
        Navigation.NavigateTo($"/developer/requests?{filters}&after={after}");

        var panel = Render<RequestsPanel>();

        Usage.Filters.ShouldHaveSingleItem().ShouldBe(new RequestFilter
        {
            Team = Team.Team.Id,
            ProviderErrors = Access,
            From = new DateTimeOffset(2026, 11, 14, 0, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero),
            Key = key.Id,
            Member = Team.Admin.Id,
            Model = "openai/gpt-5",
            Provider = "openrouter",
            RunId = "build",
            User = "ada",
            Repository = "acme/shop",
            Label = "nightly",
            Status = 502,
            Recovery = CallRecovery.Retried,
            Code = "insufficient_quota",
            CostAbove = NanoUsd.FromUsd(0.5m),
            LatencyAboveMs = 2500,
            Search = CallSearch.Parse("quota"),
            After = after,
            Limit = 50,
        });
        panel.Find("a[download]").GetAttribute("href").ShouldBe($"/developer/requests.csv?{filters.Replace("to=2026-11-20", "to=2026-11-21", StringComparison.Ordinal)}", "the end of the API's period is exclusive");
        panel.FindAll("button[aria-label^='Remove filter']").Select(static chip => chip.GetAttribute("aria-label")).ShouldBe(
        [
            "Remove filter Status: 502", "Remove filter Model: openai/gpt-5", $"Remove filter Key: {key.Name}",
                "Remove filter Cost >: $0.5", "Remove filter Latency >: 2.5\u202Fs",
            $"Remove filter Member: {Team.Admin.Email}", "Remove filter Provider: openrouter", "Remove filter Run: build",
                "Remove filter End user: ada", "Remove filter Repository: acme/shop",
            "Remove filter Label: nightly", "Remove filter Error: insufficient_quota", "Remove filter Recovery: Retried",
        ]);
        panel.Find("button[aria-label='Remove filter Cost >: $0.5']").Click();
        Navigation.Uri.ShouldEndWith($"/developer/requests?{filters.Replace("&cost_above=0.5", "", StringComparison.Ordinal)}");
        panel.WaitForElement("button[aria-label='Remove filter End user: ada']").Click();
        Navigation.Uri.ShouldNotContain("user=ada");
    }

    [Fact]
    public async Task Columns_are_hidden_and_shown_and_are_in_the_address()
    {
        var call = Call(await MintAsync("laptop"));
        Usage.Records[0] = call with { Client = "claude-cli/2.1.0", FinishReason = "tool_calls" };
        Navigation.NavigateTo("/developer/requests?status=ok&hide=total,nonsense&show=client,finish");
        var panel = Render<RequestsPanel>();
        Headings(panel)
            .ShouldBe(["Time", "Status", "Model", "Key", "Run", "Client", "Finish reason", "In", "Cached", "Out", "Cost", "First token"]);
        panel.Find("tbody").TextContent.ShouldContain("claude-cli/2.1.0");

        panel.FindAll("#column-menu input").ShouldBeEmpty();
        panel.Find("button[popovertarget=column-menu]").Click();
        Toggle("Key", false);
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok&hide=key%2Ctotal&show=client%2Cfinish");
        panel.WaitForAssertion(() => Headings(panel).ShouldNotContain("Key"));
        panel.Find("tbody").TextContent.ShouldNotContain("laptop");

        foreach (var (name, shown) in ((string, bool)[])[("Key", true), ("Total", true), ("Client", false),
            ("Finish reason", false)]) Toggle(name, shown);
        panel.WaitForAssertion(() => Headings(panel).ShouldBe(UsualHeadings));
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok");

        void Toggle(string name, bool shown) => panel.FindAll("#column-menu label").First(label => label.TextContent.Trim() == name)
            .QuerySelector("input")!.Change(shown);
    }

    [Fact]
    public void Invalid_filters_are_ignored()
    {
        Navigation.NavigateTo(
            "/developer/requests?status=1000&key=x&member=x&provider=a%0Ab&recovery=never&cost_above=-1&latency_above=x&code=%00"
            + "&q=%20&after=x&model=%20&call=x");

        Render<RequestsPanel>().FindAll(".side-panel").ShouldBeEmpty();

        Usage.Filters.ShouldHaveSingleItem().ShouldBe(new RequestFilter { Team = Team.Team.Id, ProviderErrors = Access, Limit = 50 });
    }

    [Theory]
    [InlineData("from=2026-11-20")]
    [InlineData("to=2026-11-20")]
    [InlineData("from=2026-11-20&to=2026-11-19")]
    [InlineData("from=yesterday&to=2026-11-20")]
    [InlineData("from=2026-02-30&to=2026-11-20")]
    [InlineData("from=9999-12-31&to=9999-12-31")]
    public void Days_that_are_not_a_period_are_ignored(string days)
    {
        Navigation.NavigateTo("/developer/requests?" + days);

        var panel = Render<RequestsPanel>();

        Usage.Filters.ShouldHaveSingleItem().ShouldBe(new RequestFilter { Team = Team.Team.Id, ProviderErrors = Access, Limit = 50 });
        panel.Find("button[popovertarget=request-days]").TextContent.Trim().ShouldBe("All days");
    }

    [Fact]
    public async Task Days_are_chosen_and_removed_and_are_not_followed_after_they_have_ended()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo($"/developer/requests?status=ok&after={RequestId.New(Time.GetUtcNow())}");
        var panel = Render<RequestsPanel>();

        Choose("7 days");
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok&from=2026-11-14&to=2026-11-20");
        panel.WaitForAssertion(() => Shown().ShouldBe("14 Nov – 20 Nov 2026"));
        panel.Find(".live").TextContent.ShouldContain("Live");

        Choose("Yesterday");
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok&from=2026-11-19&to=2026-11-19");
        panel.WaitForAssertion(() => Shown().ShouldBe("19 Nov 2026"));
        panel.FindAll(".live").ShouldBeEmpty();
        panel.Find(".heading").TextContent.ShouldContain("The chosen days have ended.");
        var reads = Usage.Filters.Count;
        PublishChange();
        Usage.Filters.Count.ShouldBe(reads);

        Choose("Today");
        panel.WaitForAssertion(() => Shown().ShouldBe("20 Nov 2026"));
        Choose("All days");
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok");

        void Choose(string days)
        {
            panel.Find("button[popovertarget=request-days]").Click();
            panel.FindAll("#request-days .presets button").First(button => button.TextContent == days).Click();
        }

        string Shown() => panel.Find("button[popovertarget=request-days]").TextContent.Trim();
    }

    [Fact]
    public async Task An_older_page_keeps_the_days_and_the_filters()
    {
        var last = RequestId.New(Time.GetUtcNow());
        Usage.Answer = new RequestPage([Call(await MintAsync("laptop"))], last, ScannedTo: null);
        Navigation.NavigateTo($"/developer/requests?from=2026-11-14&to=2026-11-20&member={Team.Owner.Id}&provider=openrouter");

        Render<RequestsPanel>().Find(".page-links a").GetAttribute("href")
            .ShouldEndWith($"?from=2026-11-14&to=2026-11-20&member={Team.Owner.Id}&provider=openrouter&after={last}");
    }

    [Fact]
    public async Task Choosing_a_filter_changes_the_address_and_starts_at_the_newest()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key, status: 502);
        Navigation.NavigateTo($"/developer/requests?after={RequestId.New(Time.GetUtcNow())}&call={Usage.Records[0].Id}");
        var panel = Render<RequestsPanel>();

        Option(panel, "status", "Failed").Click();

        Navigation.Uri.ShouldEndWith("/developer/requests?status=error");
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("502"));
        Option(panel, "status", "Failed").GetAttribute("aria-current").ShouldBe("true");
        Option(panel, "key", "laptop").Click();
        Navigation.Uri.ShouldEndWith($"/developer/requests?status=error&key={key.Id}");
        panel.Find("#search-requests").Change(" quota ");
        Navigation.Uri.ShouldEndWith("&q=quota");
    }

    [Fact]
    public async Task The_filters_suggest_what_the_teams_calls_named_and_accept_other_texts()
    {
        var key = await MintAsync("laptop");
        var call = Call(key, served: "other/model");
        Usage.Records[0] = call with
        {
            Provider = "openrouter",
            RunId = "build",
            User = "ada",
            Repository = "acme/shop",
            Label = "nightly"
        };
        var panel = Render<RequestsPanel>();
        panel.FindAll("#filter-model li").ShouldBeEmpty();

        panel.Find("button[popovertarget=more-filters]").Click();

        foreach (var (field, value) in ((string, string)[])[("provider", "openrouter"), ("session", "build"), ("user", "ada"),
            ("repository", "acme/shop"), ("label", "nightly")])
            panel.Find($"#filter-{field}-list [role=option]").TextContent.ShouldBe(value);
        panel.FindAll("#filter-model li")[0].TextContent.ShouldBe("other/model");
        panel.FindAll("#filter-model li").Count.ShouldBeGreaterThan(10, "the models of the catalog follow");
        panel.Find("#filter-user").Change("grace");
        Navigation.Uri.ShouldEndWith("?user=grace");
        panel.Find("#filter-member").Change(Team.Admin.Email);
        Navigation.Uri.ShouldEndWith($"?user=grace&member={Team.Admin.Id}");
    }

    [Fact]
    public async Task A_cost_and_a_latency_are_typed_and_a_wrong_one_changes_nothing_and_says_what_to_type()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/requests?status=ok");
        var panel = Render<RequestsPanel>();

        foreach (var opened in (string[])["cost_above", "latency_above"]) panel.Find($"button[popovertarget=filter-{opened}]").Click();
        panel.Find("#filter-cost_above input").Change("much");
        panel.Find("#filter-latency_above input").Change("long");

        panel.Find("#cost-error").TextContent.ShouldBe("Cost must be an amount in US dollars, such as 0.50.");
        panel.Find("#filter-cost_above input").GetAttribute("aria-describedby").ShouldBe("cost-error");
        panel.Find("#latency-error").TextContent.ShouldBe("Latency must be a number of seconds, such as 2.5.");
        Navigation.Uri.ShouldEndWith("?status=ok");
        panel.Find("#filter-cost_above input").Change("$1,000.50");
        Navigation.Uri.ShouldEndWith("?status=ok&cost_above=1000.5");
        panel.Find("#filter-latency_above input").Change("2.5 s");
        Navigation.Uri.ShouldEndWith("?status=ok&cost_above=1000.5&latency_above=2500");
        Option(panel, "latency_above", "5 s").Click();
        Navigation.Uri.ShouldEndWith("?status=ok&cost_above=1000.5&latency_above=5000");
        panel.WaitForAssertion(() => panel.Find("#filter-latency_above input").GetAttribute("value").ShouldBe("5"));
        panel.FindAll("#cost-error").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_page_follows_new_calls_until_it_is_paused()
    {
        var key = await MintAsync("laptop");
        Call(key);
        var panel = Render<RequestsPanel>();
        panel.FindAll("tr.new").ShouldBeEmpty();

        Time.Advance(TimeSpan.FromSeconds(5));
        Call(key);
        PublishChange();
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(2));
        panel.FindAll("tr.new").ShouldHaveSingleItem();

        Button(panel, "Pause").Click();
        panel.Find(".live").TextContent.ShouldContain("Paused");
        Call(key);
        PublishChange();
        panel.FindAll("tbody tr").Count.ShouldBe(2);

        Button(panel, "Continue").Click();
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(3));
    }

    [Fact]
    public async Task An_older_page_stays_as_it_is()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo($"/developer/requests?after={RequestId.New(Time.GetUtcNow())}");
        var panel = Render<RequestsPanel>();

        PublishChange();

        Usage.Filters.ShouldHaveSingleItem();
        panel.FindAll(".live").ShouldBeEmpty();
        panel.FindAll("button").ShouldNotContain(static button => button.TextContent == "Pause");
    }

    [Fact]
    public async Task A_page_without_a_match_continues_with_older_calls()
    {
        var scannedTo = RequestId.New(Time.GetUtcNow());
        Usage.Answer = new RequestPage([], scannedTo, scannedTo);
        await MintAsync("laptop");
        Navigation.NavigateTo("/developer/requests?user=ada");

        var panel = Render<RequestsPanel>();

        panel.Markup.ShouldContain("Older ones may");
        panel.Find(".page-links a").GetAttribute("href").ShouldEndWith($"user=ada&after={scannedTo}");
    }

    /// <summary>The sums of the Usage page do not count what was rejected.</summary>
    [Fact]
    public async Task A_link_of_the_usage_page_lists_the_calls_that_were_sent_only()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/requests?from=2026-11-20T12%3A00%3A00Z&kind=sent");

        var panel = Render<RequestsPanel>();

        panel.FindAll("button[aria-label^='Remove filter']").Select(static button => button.GetAttribute("aria-label"))
            .ShouldBe(["Remove filter Time: from 20 Nov 2026, 12:00 UTC", "Remove filter Calls: sent to a provider"]);
        panel.Find("a[download]").GetAttribute("href")!.ShouldContain("kind=sent");
        panel.Find("button[aria-label='Remove filter Calls: sent to a provider']").Click();
        Navigation.Uri.ShouldNotContain("kind=");
    }

    [Fact]
    public async Task Filters_that_nothing_matches_can_be_removed_one_by_one()
    {
        Call(await MintAsync("laptop"));
        Usage.Records[0] = Usage.Records[0] with { User = "ada" };
        Navigation.NavigateTo("/developer/requests?model=none%2Fsuch&user=ada&q=x");
        var panel = Render<RequestsPanel>();

        panel.FindAll(".none button").Select(static button => button.TextContent)
            .ShouldBe(["Remove Search: x", "Remove Model: none/such", "Remove End user: ada"]);
        panel.FindAll(".none button")[1].Click();

        Navigation.Uri.ShouldEndWith("/developer/requests?user=ada&q=x");
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").Count.ShouldBe(1));
    }

    [Fact]
    public async Task An_address_with_a_key_or_a_member_who_is_gone_says_so_and_shows_the_rest()
    {
        Call(await MintAsync("laptop"));
        var (key, member) = (KeyId.New(Time.GetUtcNow()), MemberId.New(Time.GetUtcNow()));
        Navigation.NavigateTo($"/developer/requests?status=ok&key={key}&member={member}");

        var panel = Render<RequestsPanel>();

        panel.FindAll(".mud-alert").Select(static notice => notice.TextContent).ShouldBe(
        [
            $"The key {key} of this address is not in your team any more. The other filters apply.",
            $"The member {member} of this address is not in your team any more. The other filters apply.",
        ]);
        panel.FindAll("tbody tr").Count.ShouldBe(1);
        panel.FindAll("button[aria-label^='Remove filter']").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Rejected_calls_are_in_the_list_with_their_reason()
    {
        var key = await MintAsync("laptop");
        Call(key);
        var rejected = Rejected(key);
        Navigation.NavigateTo($"/developer/requests?call={rejected.Id}");

        var panel = Render<RequestsPanel>();

        var rows = panel.FindAll("tbody tr");
        rows.Count.ShouldBe(2);
        rows[0].TextContent.ShouldContain("429 RATE_LIMIT");
        rows[0].TextContent.ShouldContain("laptop");
        rows[0].GetAttribute("title")
            .ShouldBe("Rejected: The key may send 600 requests per minute. And 1\u202F234 more in an earlier minute, not listed.");
        rows[0].ClassList.ShouldContain("current");
        foreach (var text in (string[])["Rejected call", rejected.Id.ToString(), "429 RATE_LIMIT", "The key may send 600",
            "key.requests_per_minute", "/v1/chat/completions", "laptop", "1\u202F234 more"])
            panel.Find(".side-panel").TextContent.ShouldContain(text);
    }

    [Fact]
    public async Task Only_rejected_calls_can_be_listed()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Rejected(key);
        Navigation.NavigateTo($"/developer/requests?status=rejected&key={key.Id}&code=RATE_LIMIT");

        var panel = Render<RequestsPanel>();

        panel.FindAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("RATE_LIMIT");
        Usage.Filters.ShouldBeEmpty();
        await RejectionStore.Received().ListAsync(Arg.Is<RejectionFilter>(filter => filter.Key == key.Id && filter.Code == "RATE_LIMIT"),
            Arg.Any<CancellationToken>());
        panel.Find("a[download]").GetAttribute("href").ShouldBe($"/developer/requests.csv?kind=rejected&key={key.Id}&code=RATE_LIMIT");
    }

    private Rejection Rejected(ApiKey key)
    {
        var rejection = new Rejection
        {
            Id = RequestId.New(Time.GetUtcNow().AddSeconds(1)),
            At = Time.GetUtcNow(),
            TeamId = Team.Team.Id,
            KeyId = key.Id,
            Path = "/v1/chat/completions",
            Status = 429,
            Code = "RATE_LIMIT",
            Scope = "key.requests_per_minute",
            Message = "The key may send 600 requests per minute.",
            Repeated = 1234,
        };
        RejectionStore.ListAsync(Arg.Any<RejectionFilter>(), Arg.Any<CancellationToken>())
            .Returns(new RejectionPage([rejection], Next: null, ScannedTo: null));
        return rejection;
    }

    private static string[] Headings(IRenderedComponent<RequestsPanel> panel) =>
        [.. panel.FindAll("thead th").Select(static heading => heading.TextContent)];

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<RequestsPanel> panel, string text) => panel.FindAll("button")
        .First(button => button.TextContent == text);

    private static AngleSharp.Dom.IElement Option(IRenderedComponent<RequestsPanel> panel, string filter, string text) =>
        panel.FindAll($"#filter-{filter} li button").First(button => button.TextContent == text);
}
