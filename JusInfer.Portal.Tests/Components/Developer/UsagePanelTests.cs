using Bunit;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class UsagePanelTests : PanelTestContext
{
    [Fact, Trait("Promise", "P-28")]
    public void Without_calls_the_page_shows_an_example_request()
    {
        var panel = Render<UsagePanel>();

        panel.Find(".empty h2").TextContent.ShouldBe("No calls in this period");
        panel.Find("#try-command").TextContent.ShouldContain("http://localhost/v1/chat/completions");
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task Spend_is_broken_down_by_key_and_by_model()
    {
        var laptop = await MintAsync("laptop");
        Call(laptop);
        Call(laptop, "qwen/qwen3-8b");
        Call(await MintAsync("agent", Team.Member));

        var panel = Render<UsagePanel>();

        panel.Find(".totals dd.num").TextContent.ShouldBe("$0.060");
        panel.FindAll(".breakdown tbody th").Select(static name => name.TextContent).ShouldBe(["openai/gpt-5", "qwen/qwen3-8b"]);
        Navigation.NavigateTo("/developer/usage?by=key");
        panel.WaitForAssertion(() => panel.FindAll(".breakdown tbody th").Select(static name => name.TextContent).ShouldBe(["laptop", "agent"]));
        panel.FindAll(".breakdown tbody tr")[0].QuerySelectorAll("td").Select(static cell => cell.TextContent.Trim()).ShouldBe(["2", "–", "3k → 84", "20%", "2.0\u202Fs", "$0.040", "$0.120", "67%"]);
        panel.Find(".groups h2").TextContent.ShouldBe("By key");
    }

    [Fact]
    public async Task Keys_of_the_same_name_are_listed_apart_also_when_their_order_changes()
    {
        var (first, second) = (await MintAsync("Claude Code"), await MintAsync("Claude Code"));
        Call(first);
        Call(first);
        Call(second);
        Navigation.NavigateTo("/developer/usage?by=key");
        var panel = Render<UsagePanel>();
        Calls().ShouldBe(["2", "1"]);

        Call(second);
        Call(second);
        PublishChange();

        panel.WaitForAssertion(() => Calls().ShouldBe(["3", "2"]));
        panel.FindAll(".breakdown tbody th").Select(static name => name.TextContent).ShouldBe(["Claude Code", "Claude Code"]);
        Renderer.UnhandledException.IsCompleted.ShouldBeFalse();

        IEnumerable<string> Calls() => panel.FindAll(".breakdown tbody tr").Select(static row => row.QuerySelector("td")!.TextContent);
    }

    [Fact]
    public async Task An_end_user_called_as_the_rest_is_listed_apart_from_it()
    {
        var key = await MintAsync("laptop");
        for (var number = 0; number < 12; number++)
        {
            Call(key);
            Usage.Records[^1] = Usage.Records[^1] with { User = number == 0 ? "All others" : $"user-{number}", Cost = NanoUsd.FromUsd(0.5m - (0.01m * number)) };
        }

        Navigation.NavigateTo("/developer/usage?by=user");
        var names = Render<UsagePanel>().FindAll(".breakdown tbody th").Select(static name => name.TextContent).ToList();

        names.Count.ShouldBe(11);
        (names[0], names[^1]).ShouldBe(("All others", "All others"));
    }

    [Fact]
    public async Task The_shares_of_groups_that_are_summed_by_whole_days_are_those_of_these_days()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Usage.Records[0] = Usage.Records[0] with { User = "ada" };
        Call(key);
        Usage.Records[1] = Usage.Records[1] with { User = "bob", At = new DateTimeOffset(2026, 11, 19, 2, 0, 0, TimeSpan.Zero), Cost = NanoUsd.FromUsd(0.06m) };
        Navigation.NavigateTo("/developer/usage?range=24h&by=user");

        var panel = Render<UsagePanel>();

        panel.Find(".totals dd.num").TextContent.ShouldBe("$0.020");
        panel.FindAll(".breakdown tbody tr").Select(static row => (row.QuerySelector("th")!.TextContent, row.QuerySelectorAll("td")[^1].TextContent.Trim())).ShouldBe([("bob", "75%"), ("ada", "25%")]);
        panel.Find(".breakdown").TextContent.ShouldContain("The table covers the days from 2026-11-19 to 2026-11-20, which is longer than the period of the totals.");
        Navigation.NavigateTo("/developer/usage?by=user");
        panel.WaitForAssertion(() => panel.Find(".breakdown").TextContent.ShouldNotContain("The table covers"));
    }

    [Fact]
    public async Task More_than_ten_groups_are_listed_on_request()
    {
        for (var number = 0; number < 12; number++) Call(await MintAsync($"key {number}"));
        Navigation.NavigateTo("/developer/usage?by=key");

        var panel = Render<UsagePanel>();

        panel.FindAll(".breakdown tbody tr").Count.ShouldBe(11);
        panel.FindAll(".breakdown tbody tr")[^1].TextContent.ShouldContain("All others");
        panel.FindAll(".breakdown tbody tr")[^1].QuerySelector("td")!.TextContent.ShouldBe("2");
        Navigation.NavigateTo(panel.Find(".breakdown > a").GetAttribute("href")!);
        panel.WaitForAssertion(() => panel.FindAll(".breakdown tbody tr").Count.ShouldBe(12));
        panel.FindAll("figure.chart")[0].QuerySelectorAll("thead th").Select(static name => name.TextContent).Skip(6).ShouldBe(["Others", "Total"]);
    }

    [Fact]
    public async Task End_users_and_runs_link_to_their_requests_and_cannot_be_filtered()
    {
        Call(await MintAsync("laptop"));
        Usage.Records[0] = Usage.Records[0] with { User = "ada & bob", RunId = "fix-1" };
        Navigation.NavigateTo("/developer/usage?by=user");

        var panel = Render<UsagePanel>();

        panel.Find(".breakdown tbody a").GetAttribute("href")!.ShouldEndWith("/developer/requests?user=ada%20%26%20bob");
        Navigation.NavigateTo("/developer/usage?by=run");
        panel.WaitForAssertion(() => panel.Find(".breakdown tbody a").GetAttribute("href").ShouldBe("/developer/runs/fix-1"));
        Navigation.NavigateTo("/developer/usage?by=run&status=ok");
        panel.WaitForAssertion(() => panel.Find(".groups").TextContent.ShouldContain("cannot be combined with filters"));
        panel.FindAll(".breakdown").ShouldBeEmpty();
    }

    [Fact]
    public async Task Usage_is_grouped_and_filtered_by_repository_and_label()
    {
        var key = await MintAsync("laptop");
        foreach (var (repository, label) in ((string?, string?)[])[("acme/shop", "nightly"), ("acme/shop", "search"), ("acme/site", "nightly"), (null, null)])
        {
            Call(key);
            Usage.Records[^1] = Usage.Records[^1] with { Repository = repository, Label = label };
        }

        Navigation.NavigateTo("/developer/usage?by=repository");
        var panel = Render<UsagePanel>();

        panel.Find(".groups h2").TextContent.ShouldBe("By repository");
        panel.FindAll(".filters label").Select(static label => label.ChildNodes[0].TextContent.Trim()).ShouldBe(["Key", "Member", "Model", "Provider", "Status", "Repository", "Label"]);
        panel.Find(".groups").TextContent.ShouldContain("Repositories are summed by whole UTC days.");
        Navigation.NavigateTo(panel.FindAll(".breakdown tbody a").Single(static link => link.TextContent == "acme/shop").GetAttribute("href")!);
        panel.WaitForAssertion(() => panel.FindAll(".totals dd.num")[1].TextContent.ShouldBe("2"));
        Navigation.Uri.ShouldEndWith("?by=repository&repository=acme%2Fshop");
        Navigation.NavigateTo("/developer/usage?by=label&repository=acme%2Fshop");
        panel.WaitForAssertion(() => panel.FindAll(".breakdown tbody th").Select(static name => name.TextContent).ShouldBe(["nightly", "search"], ignoreOrder: true));
        panel.Find("a[download]").GetAttribute("href").ShouldBe("/developer/usage.csv?by=label&repository=acme%2Fshop");
        panel.FindAll(".notice").ShouldBeEmpty();
        Usage.IsTruncated = true;
        PublishChange();
        panel.WaitForAssertion(() => panel.Find(".notice").TextContent.ShouldContain("only the newest are compared with the repository and the label"));
    }

    [Fact]
    public async Task Without_repositories_and_labels_there_are_no_fields_for_them()
    {
        Call(await MintAsync("laptop"));

        Navigation.NavigateTo("/developer/usage?by=label");

        var panel = Render<UsagePanel>();

        panel.FindAll(".filters label").Count.ShouldBe(5);
        panel.FindAll(".breakdown").ShouldBeEmpty();
        panel.Find(".groups").TextContent.ShouldContain("No call in this period names a label.");
        panel.Find(".groups p a").GetAttribute("href").ShouldBe("/docs/openai-drop-in/#name-the-repository-and-the-kind-of-work");
    }

    [Fact]
    public async Task Totals_are_compared_with_the_period_before()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key);
        var earlier = Call(key);
        Usage.Records[^1] = earlier with { At = earlier.At.AddDays(-7) };
        var panel = Render<UsagePanel>();

        panel.FindAll(".totals .change").Select(static change => change.TextContent).ShouldAllBe(static change => change == "100% above the 7 days before");

        Usage.Records.RemoveAt(0);
        PublishChange();
        panel.WaitForAssertion(() => panel.Find(".totals .change").TextContent.ShouldBe("the same as in the 7 days before"));
        Usage.Records.RemoveAt(1);
        PublishChange();
        panel.WaitForAssertion(() => panel.Find(".totals .change").TextContent.ShouldBe("none in the 7 days before"));
    }

    [Fact]
    public async Task Totals_are_compared_by_whole_hours_because_only_those_have_sums()
    {
        var key = await MintAsync("laptop");
        Time.Advance(TimeSpan.FromMinutes(40));
        var noon = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        foreach (var at in (DateTimeOffset[])[noon.AddMinutes(10), noon.AddMinutes(-30), noon.AddMinutes(-30).AddDays(-7), noon.AddMinutes(20).AddDays(-7), noon.AddMinutes(30).AddDays(-7)])
        {
            Call(key);
            Usage.Records[^1] = Usage.Records[^1] with { At = at };
        }

        var panel = Render<UsagePanel>();

        panel.FindAll(".totals dd.num")[1].TextContent.ShouldBe("2");
        panel.FindAll(".totals .change").Select(static change => change.TextContent).ShouldAllBe(static change => change == "the same as in the 7 days before");
        panel.Find(".compared").TextContent.Trim().ShouldBe("The comparison with the 7 days before counts whole hours only, up to 2026-11-20 12:00 UTC.");
        Navigation.NavigateTo("/developer/usage?range=1h");
        panel.WaitForAssertion(() => panel.FindAll(".compared").ShouldBeEmpty());
    }

    [Fact]
    public async Task Failures_cache_hits_and_savings_are_shown_beside_those_of_the_period_before()
    {
        var key = await MintAsync("laptop");
        Call(key);
        var panel = Render<UsagePanel>();
        panel.FindAll(".totals .note").Where(static note => note.TextContent.Contains("before", StringComparison.Ordinal)).ShouldBeEmpty();

        var earlier = Call(key, status: 502);
        Usage.Records[^1] = earlier with { At = earlier.At.AddDays(-7), Tokens = new TokenBuckets { InputUncached = 100, CacheRead = 300 }, BaselineCost = NanoUsd.FromUsd(0.04m) };
        PublishChange();

        panel.WaitForAssertion(() => panel.FindAll(".totals .note").Select(static note => note.TextContent).Where(static note => note.Contains("before", StringComparison.Ordinal)).ShouldBe(
            ["50% less than on anthropic/claude-sonnet-4.5 in the 7 days before", "100% in the 7 days before", "75% in the 7 days before"]));
    }

    [Fact]
    public async Task Tokens_are_charted_by_bucket()
    {
        Call(await MintAsync("laptop"));
        Usage.Records[0] = Usage.Records[0] with { Tokens = new TokenBuckets { InputUncached = 1, CacheRead = 2, CacheWrite5m = 4, CacheWrite1h = 8, AudioInput = 16, OutputText = 32, OutputReasoning = 64, AudioOutput = 128 } };

        var tokens = Render<UsagePanel>().FindAll("figure.chart").Single(static chart => chart.QuerySelector("h2")!.TextContent == "Tokens per day");

        tokens.QuerySelectorAll("thead th").Select(static name => name.TextContent).ShouldBe(["Day (UTC)", "Uncached input", "Cache read", "Cache write (5 min)", "Cache write (1 h)", "Output text", "Reasoning"]);
        tokens.QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td").Select(static cell => cell.TextContent).ShouldBe(["17", "2", "4", "8", "160", "64"]);
    }

    [Fact]
    public async Task Filters_apply_to_all_numbers()
    {
        var laptop = await MintAsync("laptop");
        Call(laptop);
        Call(laptop, "qwen/qwen3-8b", status: 502);
        Navigation.NavigateTo("/developer/usage?model=qwen%2Fqwen3-8b&range=24h");

        var panel = Render<UsagePanel>();

        panel.FindAll(".totals dd.num").Select(static total => total.TextContent).ShouldBe(["$0.020", "1", "100%", "20%", "1.5k", "42", "192\u202Fms", "1.5\u202Fs"]);
        panel.FindAll("figure.chart")[0].QuerySelectorAll("tbody tr").Length.ShouldBe(24);
        panel.FindAll("figure.chart")[0].QuerySelectorAll("tbody tr")[^1].TextContent.ShouldContain("so far");
        panel.Find("a[download]").GetAttribute("href").ShouldBe("/developer/usage.csv?model=qwen%2Fqwen3-8b&range=24h");
        panel.Find(".chip").GetAttribute("aria-label").ShouldBe("Remove filter Model: qwen/qwen3-8b");
        panel.Find(".chip").Click();
        Navigation.Uri.ShouldEndWith("/developer/usage?range=24h");
        panel.WaitForAssertion(() => panel.FindAll(".totals dd.num")[1].TextContent.ShouldBe("2"));
    }

    [Fact]
    public async Task The_pace_of_the_month_is_continued_to_its_end_and_to_that_of_the_wallet()
    {
        Call(await MintAsync("laptop"));
        Wallets.GetAsync(Arg.Any<TeamId>(), Arg.Any<CancellationToken>()).Returns(new WalletState(Team.Team.Id, WalletMode.Prepaid, NanoUsd.FromUsd(0.1m), NanoUsd.FromUsd(0.02m)));
        Navigation.NavigateTo("/developer/usage?range=month");

        Render<UsagePanel>().Find(".outlook").TextContent.ShouldMatch(@"^At this pace, \$0\.0\d\d by the end of November\. The wallet lasts [\d.]+ days at the pace of the last 7 days\.$");
    }

    [Fact]
    public async Task The_spend_is_compared_with_the_baseline_in_both_directions()
    {
        var key = await MintAsync("laptop");
        Call(key);
        var panel = Render<UsagePanel>();
        panel.Find(".totals .note").TextContent.ShouldStartWith("75% less than the $0.080 of the same tokens on anthropic/claude-sonnet-4.5");

        Usage.Records[0] = Usage.Records[0] with { Cost = NanoUsd.FromUsd(0.1m) };
        PublishChange();

        panel.WaitForAssertion(() => panel.Find(".totals .note").TextContent.ShouldStartWith("more than the $0.080"));
    }

    [Fact]
    public async Task Savings_are_charted_and_calls_without_an_answer_are_named()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key);
        Usage.Records[1] = Usage.Records[1] with { ModelServed = null, Provider = null, Cost = NanoUsd.Zero, BaselineCost = NanoUsd.Zero, Tokens = default, Status = 502 };
        var panel = Render<UsagePanel>();

        var savings = panel.FindAll("figure.chart").Single(static chart => chart.QuerySelector("h2")!.TextContent == "Savings per day");
        savings.QuerySelectorAll("thead th").Select(static name => name.TextContent).ShouldBe(["Day (UTC)", "Spend", "Saved", "anthropic/claude-sonnet-4.5"]);
        savings.QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td").Select(static cell => cell.TextContent).ShouldBe(["$0.020", "$0.060", "$0.080"]);
        savings.QuerySelector(".note")!.TextContent.ShouldBe(
            "Saved $0.060 of the $0.080 that the same tokens cost on anthropic/claude-sonnet-4.5, with the prompt caches that sessions would have there. 1 call that no model answered is not counted.");

        Usage.Records[0] = Usage.Records[0] with { Cost = NanoUsd.FromUsd(0.1m) };
        PublishChange();
        panel.WaitForAssertion(() => panel.Find(".chart .note").TextContent.ShouldStartWith("Spent $0.020 more than the $0.080"));
    }

    [Fact]
    public async Task The_last_hour_has_times_of_the_readers_zone_and_runs_with_filters()
    {
        Call(await MintAsync("laptop"));
        Usage.Records[0] = Usage.Records[0] with { RunId = "fix-1" };
        Navigation.NavigateTo("/developer/usage?range=1h&by=run&status=ok");

        var panel = Render<UsagePanel>();

        panel.Find(".breakdown tbody a").GetAttribute("href").ShouldBe("/developer/runs/fix-1");
        var times = panel.FindAll("figure.chart")[0].QuerySelectorAll("tbody th local-time");
        times.Length.ShouldBe(12);
        times.ShouldAllBe(static time => time.GetAttribute("format") == "minute" && time.TextContent.EndsWith(" UTC", StringComparison.Ordinal));
        panel.FindAll(".notice").ShouldBeEmpty();

        Usage.IsTruncated = true;
        PublishChange();
        panel.WaitForAssertion(() => panel.Find(".notice").TextContent.ShouldContain("only the newest are summed"));
    }

    [Fact, Trait("Promise", "P-25")]
    public async Task A_resumed_call_has_a_badge_with_an_explanation()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key);
        Usage.Records[1] = Usage.Records[1] with { Resumed = true };

        var badges = Render<UsagePanel>().FindAll(".requests tbody tr").Select(row => row.QuerySelector(".tag[title]")).ToList();

        badges.Count(static badge => badge is not null).ShouldBe(1);
        var badge = badges.Single(static badge => badge is not null)!;
        badge.TextContent.ShouldBe("resumed");
        badge.GetAttribute("title")!.ShouldContain("interrupted");
    }

    [Fact]
    public async Task The_period_and_the_filters_come_from_the_query_string()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Navigation.NavigateTo($"/developer/usage?range=30d&key={key.Id}&status=error");

        var panel = Render<UsagePanel>();

        var filter = Usage.Filters.ShouldHaveSingleItem();
        filter.Key.ShouldBe(key.Id);
        filter.Errors.ShouldBe(true);
        filter.From.ShouldBe(new DateTimeOffset(2026, 10, 22, 0, 0, 0, TimeSpan.Zero));
        filter.To.ShouldBe(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        panel.Find(".ranges a[aria-current]").TextContent.ShouldBe("30 days");
        panel.Find(".requests").TextContent.ShouldContain("No requests match");
    }

    [Fact]
    public async Task Choosing_a_status_changes_the_address_and_the_list()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key, status: 502);
        var panel = Render<UsagePanel>();

        panel.FindAll(".filters select")[^1].Change("error");

        Navigation.Uri.ShouldEndWith("?status=error");
        panel.WaitForAssertion(() => panel.FindAll(".requests tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("502"));
    }

    [Fact]
    public async Task Each_chart_has_a_table_of_its_numbers()
    {
        Call(await MintAsync("laptop"));

        var charts = Render<UsagePanel>().FindAll("figure.chart");

        charts.Count.ShouldBe(8);
        charts[0].QuerySelector(".canvas")!.GetAttribute("aria-label")!.ShouldStartWith("Spend per day");
        charts[0].QuerySelectorAll("tbody tr")[^1].TextContent.ShouldContain("$0.020");
        charts[2].QuerySelectorAll("tbody tr").Length.ShouldBe(7);
        charts[2].QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td").Select(static cell => cell.TextContent).ShouldBe(["1\u202F200", "300", "0", "0", "42", "0"]);
        charts.Skip(3).Select(static chart => chart.QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td").Select(static cell => cell.TextContent)).ShouldBe(
            [["1", "0"], ["20%"], ["0%"], ["192\u202Fms", "249\u202Fms"], ["1.5\u202Fs", "2.0\u202Fs"]]);
        charts[4].QuerySelectorAll("tbody tr")[0].QuerySelector("td")!.TextContent.ShouldBe("–");
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();
}
