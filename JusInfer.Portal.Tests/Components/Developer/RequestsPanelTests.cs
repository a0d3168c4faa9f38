using System.Collections.Immutable;
using Bunit;
using JusInfer.Portal.Components.Developer.Requests;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Rejections;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The Requests tab: the calls that were sent to a provider, and those that were rejected before.</summary>
public sealed class RequestsPanelTests : PanelTestContext
{
    private readonly IRejectionStore rejections = Substitute.For<IRejectionStore>();

    public RequestsPanelTests() => Services.AddSingleton(rejections);

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    [Fact]
    public void Without_calls_the_page_shows_an_example_request() => Render<RequestsPanel>().Find("#try-command").TextContent.ShouldContain("/v1/chat/completions");

    [Fact]
    public async Task A_row_links_to_the_receipt_and_to_the_run_and_names_provider_user_and_attempts()
    {
        var call = Call(await MintAsync("laptop"), status: 502);
        Usage.Records[0] = call with { Simulated = false, Provider = "openrouter", RunId = "a/b", User = "ada", Repository = "acme/shop", Label = "nightly", Attempts = 3, ErrorCode = "UPSTREAM_ERROR" };

        var row = Render<RequestsPanel>().Find("tbody tr");

        row.QuerySelectorAll("a").Select(static link => link.GetAttribute("href")).ShouldBe([$"/developer/usage/{call.Id}", "/developer/runs/a%2Fb"]);
        foreach (var text in (string[])["at openrouter, requested jusInfer-auto", "laptop", "user ada", "repository acme/shop, label nightly", "3 attempts", "502", "UPSTREAM_ERROR"]) row.TextContent.ShouldContain(text);
    }

    [Fact]
    public async Task Every_filter_comes_from_the_query_string_and_is_in_the_download()
    {
        var key = await MintAsync("laptop");
        var after = RequestId.New(Time.GetUtcNow());
        var filters = $"from=2026-11-14&to=2026-11-20&status=502&key={key.Id}&member={Team.Admin.Id}&model=openai%2Fgpt-5&provider=openrouter&session=build&user=ada&repository=acme%2Fshop&label=nightly&recovery=retried&cost_above=0.5";
        Navigation.NavigateTo($"/developer/requests?{filters}&after={after}");

        var panel = Render<RequestsPanel>();

        Usage.Filters.ShouldHaveSingleItem().ShouldBe(new RequestFilter
        {
            Team = Team.Team.Id,
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
            CostAbove = NanoUsd.FromUsd(0.5m),
            After = after,
            Limit = 50,
        });
        panel.Find("a[download]").GetAttribute("href").ShouldBe($"/developer/requests.csv?{filters.Replace("to=2026-11-20", "to=2026-11-21", StringComparison.Ordinal)}", "the end of the API's period is exclusive");
        panel.FindAll(".chip").Select(static chip => chip.GetAttribute("aria-label")).ShouldBe(
        [
            "Remove filter Days: 2026-11-14 – 2026-11-20", "Remove filter Status: 502", $"Remove filter Key: {key.Name}", $"Remove filter Member: {Team.Admin.Email}",
            "Remove filter Model: openai/gpt-5", "Remove filter Provider: openrouter", "Remove filter Recovery: Retried", "Remove filter Cost above: $0.5", "Remove filter Run: build",
            "Remove filter User: ada", "Remove filter Repository: acme/shop", "Remove filter Label: nightly",
        ]);
        panel.FindAll(".chip")[7].Click();
        Navigation.Uri.ShouldEndWith($"/developer/requests?{filters.Replace("&cost_above=0.5", "", StringComparison.Ordinal)}");
    }

    [Fact]
    public async Task Columns_are_hidden_and_shown_again_and_are_in_the_address()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/requests?status=ok&hide=duration,nonsense,cost");
        var panel = Render<RequestsPanel>();
        Headings().ShouldBe(["When", "Model", "Key", "Tokens in → out", "Cost", "First token", "Status"]);

        panel.FindAll("#column-menu input")[0].Change(false);
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok&hide=duration%2Ckey");
        panel.WaitForAssertion(() => Headings().ShouldBe(["When", "Model", "Tokens in → out", "Cost", "First token", "Status"]));
        panel.Find("tbody").TextContent.ShouldNotContain("laptop");

        panel.FindAll("#column-menu input")[0].Change(true);
        panel.FindAll("#column-menu input")[3].Change(true);
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok");
        panel.WaitForAssertion(() => Headings().Length.ShouldBe(8));

        string[] Headings() => [.. panel.FindAll("thead th").Select(static heading => heading.TextContent)];
    }

    [Fact]
    public void Invalid_filters_are_ignored()
    {
        Navigation.NavigateTo("/developer/requests?status=1000&key=x&member=x&provider=a%0Ab&recovery=never&cost_above=-1&after=x&model=%20");

        Render<RequestsPanel>();

        Usage.Filters.ShouldHaveSingleItem().ShouldBe(new RequestFilter { Team = Team.Team.Id, Limit = 50 });
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

        Usage.Filters.ShouldHaveSingleItem().ShouldBe(new RequestFilter { Team = Team.Team.Id, Limit = 50 });
        panel.Find("button[popovertarget=request-days]").TextContent.Trim().ShouldBe("All days");
        panel.FindAll(".chip").ShouldBeEmpty();
    }

    [Fact]
    public async Task Days_are_chosen_and_removed_and_are_not_followed_after_they_have_ended()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo($"/developer/requests?status=ok&after={RequestId.New(Time.GetUtcNow())}");
        var panel = Render<RequestsPanel>();

        Choose("7 days");
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok&from=2026-11-14&to=2026-11-20");
        panel.WaitForAssertion(() => Shown().ShouldBe("2026-11-14 – 2026-11-20"));
        panel.Find(".live").TextContent.ShouldContain("Live");

        Choose("Yesterday");
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok&from=2026-11-19&to=2026-11-19");
        panel.WaitForAssertion(() => Shown().ShouldBe("2026-11-19"));
        panel.FindAll(".live").ShouldBeEmpty();
        panel.Find(".side").TextContent.ShouldContain("The chosen days have ended.");
        var reads = Usage.Filters.Count;
        PublishChange();
        Usage.Filters.Count.ShouldBe(reads);

        panel.Find(".chip[aria-label='Remove filter Days: 2026-11-19']").Click();
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok");
        panel.WaitForAssertion(() => Shown().ShouldBe("All days"));
        Choose("Today");
        panel.WaitForAssertion(() => Shown().ShouldBe("2026-11-20"));
        Choose("All days");
        Navigation.Uri.ShouldEndWith("/developer/requests?status=ok");

        void Choose(string days) => panel.FindAll("#request-days .presets button").First(button => button.TextContent == days).Click();
        string Shown() => panel.Find("button[popovertarget=request-days]").TextContent.Trim();
    }

    [Fact]
    public async Task A_member_is_chosen_by_address()
    {
        Call(await MintAsync("laptop"));
        Call(await MintAsync("server", Team.Admin));
        var panel = Render<RequestsPanel>();
        panel.FindAll("tbody tr").Count.ShouldBe(2);

        panel.Find("#filter-member").Change(Team.Admin.Email);

        Navigation.Uri.ShouldEndWith($"?member={Team.Admin.Id}");
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("server"));
        panel.Find(".chip").GetAttribute("aria-label").ShouldBe($"Remove filter Member: {Team.Admin.Email}");
    }

    [Fact]
    public async Task An_older_page_keeps_the_days_and_the_filters()
    {
        var last = RequestId.New(Time.GetUtcNow());
        Usage.Answer = new RequestPage([Call(await MintAsync("laptop"))], last, ScannedTo: null);
        Navigation.NavigateTo($"/developer/requests?from=2026-11-14&to=2026-11-20&member={Team.Owner.Id}&provider=openrouter");

        Render<RequestsPanel>().Find(".pages a").GetAttribute("href").ShouldEndWith($"?from=2026-11-14&to=2026-11-20&member={Team.Owner.Id}&provider=openrouter&after={last}");
    }

    [Fact]
    public async Task Choosing_a_filter_changes_the_address_and_starts_at_the_newest()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key, status: 502);
        Navigation.NavigateTo($"/developer/requests?after={RequestId.New(Time.GetUtcNow())}");
        var panel = Render<RequestsPanel>();

        panel.Find(".filters select").Change("error");

        Navigation.Uri.ShouldEndWith("/developer/requests?status=error");
        panel.WaitForAssertion(() => panel.FindAll("tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("502"));
    }

    [Fact]
    public async Task The_fields_suggest_what_the_teams_calls_named_and_accept_other_texts()
    {
        var key = await MintAsync("laptop");
        var call = Call(key, served: "other/model");
        Usage.Records[0] = call with
        {
            Provider = "openrouter",
            RunId = "build",
            User = "ada",
            Repository = "acme/shop",
            Label = "nightly",
        };
        var panel = Render<RequestsPanel>();
        panel.FindAll("#filter-label-list [role=option]").ShouldBeEmpty();

        panel.Find(".bar button").Click();

        foreach (var (field, value) in ((string, string)[])[("key", "laptop"), ("provider", "openrouter"), ("session", "build"), ("user", "ada"), ("repository", "acme/shop"), ("label", "nightly")])
            panel.Find($"#filter-{field}-list [role=option]").TextContent.ShouldBe(value);
        panel.FindAll("#filter-model-list [role=option]")[0].TextContent.ShouldBe("other/model");
        panel.FindAll("#filter-model-list [role=option]").Count.ShouldBeGreaterThan(10, "the models of the catalog follow");
        panel.Find("#filter-user").Change("grace");
        Navigation.Uri.ShouldEndWith("?user=grace");
    }

    [Fact]
    public async Task A_cost_is_typed_as_dollars_and_a_wrong_one_changes_nothing_and_says_what_to_type()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/requests?status=ok");
        var panel = Render<RequestsPanel>();

        panel.Find("input.cost").Change("much");

        panel.Find("#cost-error").TextContent.ShouldBe("Cost above must be an amount in US dollars, such as 0.50.");
        panel.Find("input.cost").GetAttribute("aria-describedby").ShouldBe("cost-error");
        panel.Find("label:has(input.cost)").NextElementSibling!.Id.ShouldBe("cost-error");
        Navigation.Uri.ShouldEndWith("?status=ok");
        panel.Find("input.cost").Change("$1,000.50");
        Navigation.Uri.ShouldEndWith("?status=ok&cost_above=1000.5");
        panel.WaitForAssertion(() => panel.Find("input.cost").GetAttribute("value").ShouldBe("1000.5"));
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

        panel.Find(".side button").Click();
        panel.Find(".live").TextContent.ShouldContain("Paused");
        Call(key);
        PublishChange();
        panel.FindAll("tbody tr").Count.ShouldBe(2);

        panel.Find(".side button").Click();
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
        panel.Find(".pages a").GetAttribute("href").ShouldEndWith($"user=ada&after={scannedTo}");
    }

    [Fact]
    public async Task Rejected_calls_have_their_reason_and_their_limit()
    {
        var key = await MintAsync("laptop");
        Refuse(new Rejection
        {
            Id = RequestId.New(Time.GetUtcNow()),
            At = Time.GetUtcNow(),
            TeamId = Team.Team.Id,
            KeyId = key.Id,
            Path = "/v1/chat/completions",
            Status = 429,
            Code = "RATE_LIMIT",
            Scope = "key.requests_per_minute",
            Message = "The key may send 600 requests per minute.",
            Repeated = 1234,
        });
        Navigation.NavigateTo($"/developer/requests/rejected?key={key.Id}&code=RATE_LIMIT");

        var row = Render<RejectedPanel>().Find("tbody tr").TextContent;

        foreach (var text in (string[])["429", "RATE_LIMIT", "The key may send 600 requests per minute.", "key.requests_per_minute", "/v1/chat/completions", "laptop", "1\u202F234 more"]) row.ShouldContain(text);
        await rejections.Received().ListAsync(Arg.Is<RejectionFilter>(filter => filter.Key == key.Id && filter.Code == "RATE_LIMIT"), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("%00")]
    [InlineData("A%0AB")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task A_code_that_the_store_cannot_contain_is_ignored(string code)
    {
        Refuse();
        Navigation.NavigateTo($"/developer/requests/rejected?code={code}");

        Render<RejectedPanel>().Find(".empty").TextContent.ShouldContain("No rejected requests");

        await rejections.Received().ListAsync(Arg.Is<RejectionFilter>(filter => filter.Code == null), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void Without_rejected_calls_the_page_says_so()
    {
        Refuse();

        Render<RejectedPanel>().Find(".empty").TextContent.ShouldContain("No rejected requests");
    }

    private void Refuse(params ImmutableArray<Rejection> listed) =>
        rejections.ListAsync(Arg.Any<RejectionFilter>(), Arg.Any<CancellationToken>()).Returns(new RejectionPage(listed, Next: null, ScannedTo: null));
}
