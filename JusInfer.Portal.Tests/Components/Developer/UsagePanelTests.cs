using Bunit;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class UsagePanelTests : PanelTestContext
{
    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

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

        Values(panel).ShouldBe(["$0.060", "3", "20%", "0%"]);
        Names(panel).ShouldBe(["openai/gpt-5", "qwen/qwen3-8b"]);
        Navigation.NavigateTo("/developer/usage?by=key");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["laptop", "agent"]));
        panel.FindAll(".table.dense tbody tr")[0].QuerySelectorAll("td").Select(static cell => cell.TextContent.Trim()).ShouldBe(["2", "$0.040", "$0.020", "67%"]);
        panel.Find(".table-frame[aria-label='By key']").ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_groups_are_combined_in_the_chart_and_in_the_table()
    {
        var laptop = await MintAsync("laptop");
        Call(laptop);
        Call(laptop, "qwen/qwen3-8b");
        Navigation.NavigateTo("/developer/usage?by=key");
        var panel = Render<UsagePanel>();

        panel.FindAll(".choices select")[2].Change("model");

        Navigation.Uri.ShouldEndWith("?by=key%2Cmodel");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["laptop · openai/gpt-5", "laptop · qwen/qwen3-8b"]));
        panel.FindAll("figure thead th").Select(static name => name.TextContent).ShouldBe(["Day (UTC)", "laptop · openai/gpt-5", "laptop · qwen/qwen3-8b", "Total"]);
        panel.FindAll(".choices select")[1].Change("provider");
        Navigation.Uri.ShouldEndWith("?by=provider%2Cmodel");
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
        Names(panel).ShouldBe(["Claude Code", "Claude Code"]);
        Renderer.UnhandledException.IsCompleted.ShouldBeFalse();

        IEnumerable<string> Calls() => panel.FindAll(".table.dense tbody tr").Select(static row => row.QuerySelector("td")!.TextContent);
    }

    /// <summary>Parts that are left out of a chart make its totals wrong (frappe/insights#731).</summary>
    [Fact]
    public async Task More_groups_than_colors_are_one_series_and_the_chart_keeps_its_totals()
    {
        for (var number = 0; number < 12; number++) Call(await MintAsync($"key {number}"));
        Navigation.NavigateTo("/developer/usage?by=key");

        var panel = Render<UsagePanel>();

        panel.FindAll("figure thead th").Select(static name => name.TextContent).Skip(6).ShouldBe(["Other", "Total"]);
        panel.FindAll("figure tbody tr")[^1].QuerySelectorAll("td").Select(static cell => cell.TextContent).TakeLast(2).ShouldBe(["$0.140", "$0.240"]);
        panel.FindAll(".table.dense tbody tr").Count.ShouldBe(11);
        Names(panel)[^1].ShouldBe("All others");
        panel.FindAll(".table.dense tbody tr")[^1].QuerySelector("td")!.TextContent.ShouldBe("2");
        Navigation.NavigateTo(panel.FindAll("a").Single(static link => link.TextContent.StartsWith("Show all", StringComparison.Ordinal)).GetAttribute("href")!);
        panel.WaitForAssertion(() => panel.FindAll(".table.dense tbody tr").Count.ShouldBe(12));
    }

    [Fact]
    public async Task A_row_and_a_column_lead_to_exactly_their_requests()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Usage.Records[0] = Usage.Records[0] with { User = "ada & bob" };
        Navigation.NavigateTo("/developer/usage?by=user&model=openai%2Fgpt-5");

        var panel = Render<UsagePanel>();

        const string Filters = "/developer/requests?model=openai%2Fgpt-5&user=ada%20%26%20bob";
        panel.Find(".table.dense tbody a").GetAttribute("href").ShouldBe($"{Filters}&from=2026-11-14&to=2026-11-20&kind=sent");
        panel.FindAll("figure tbody tr")[^1].QuerySelector("td a")!.GetAttribute("href").ShouldBe($"{Filters}&from=2026-11-20&to=2026-11-20&kind=sent");
        await panel.InvokeAsync(() => panel.FindComponent<Chart>().Instance.Open(6, 0));
        Navigation.Uri.ShouldEndWith($"{Filters}&from=2026-11-20&to=2026-11-20&kind=sent");
        Navigation.NavigateTo("/developer/usage?range=24h&by=key");
        panel.WaitForAssertion(() => panel.FindAll("figure tbody tr").Count.ShouldBe(24));
        panel.FindAll("figure tbody tr")[^1].QuerySelector("td a")!.GetAttribute("href")
            .ShouldBe($"/developer/requests?key={key.Id}&from=2026-11-20T12%3A00%3A00Z&to=2026-11-20T13%3A00%3A00Z&kind=sent");
    }

    [Fact]
    public async Task Runs_lead_to_their_pages()
    {
        Call(await MintAsync("laptop"));
        Usage.Records[0] = Usage.Records[0] with { RunId = "fix-1" };
        Navigation.NavigateTo("/developer/usage?by=run");

        Render<UsagePanel>().Find(".table.dense tbody a").GetAttribute("href").ShouldBe("/developer/runs/fix-1");
    }

    [Fact]
    public async Task Filters_that_no_sums_have_are_read_from_the_calls_of_31_days_which_the_page_offers_as_the_period()
    {
        Call(await MintAsync("laptop"));
        Usage.Records[0] = Usage.Records[0] with { Repository = "acme/shop" };
        Navigation.NavigateTo("/developer/usage?from=2026-01-01&to=2026-11-20&by=key&repository=acme%2Fshop");

        var panel = Render<UsagePanel>();

        var notice = panel.Find(".mud-alert");
        notice.TextContent.ShouldContain("those of the last 31 days");
        notice.QuerySelector("a")!.GetAttribute("href")!.ShouldEndWith("?from=2026-10-21&to=2026-11-20&by=key&repository=acme%2Fshop");
        Usage.Queries.Where(static query => query.IsFromCalls).ShouldAllBe(static query => query.Window.To - query.Window.From == TimeSpan.FromDays(31));
        Values(panel)[1].ShouldBe("1");
    }

    [Theory]
    [InlineData("by=client", true)]
    [InlineData("by=model", false)]
    public async Task The_page_says_when_single_calls_are_summed(string query, bool isFromCalls)
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo($"/developer/usage?{query}");
        var panel = Render<UsagePanel>();
        panel.FindAll("figure .note").Any(static note => note.TextContent == "Single calls are summed.").ShouldBe(isFromCalls);
    }

    [Fact]
    public async Task Totals_are_compared_with_the_period_before()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key);
        var earlier = Call(key);
        Usage.Records[^1] = earlier with { At = earlier.At.AddDays(-7).AddHours(-1) };
        Usage.Records[0] = Usage.Records[0] with { At = earlier.At.AddHours(-1) };
        Usage.Records[1] = Usage.Records[1] with { At = earlier.At.AddHours(-1) };
        var panel = Render<UsagePanel>();

        panel.FindAll(".tile")[0].QuerySelector(".note")!.TextContent.ShouldBe("+100% vs the 7 days before");
        panel.FindAll(".tile")[2].QuerySelector(".note")!.TextContent.ShouldBe("no change vs the 7 days before");
        Navigation.NavigateTo("/developer/usage?compare=none");
        panel.WaitForAssertion(() => panel.FindAll(".tile")[0].QuerySelectorAll(".note").ShouldBeEmpty());
    }

    [Fact]
    public async Task Each_subject_has_its_measures()
    {
        Call(await MintAsync("laptop"));
        var panel = Render<UsagePanel>();

        panel.FindAll(".tabs a").Select(static tab => tab.TextContent).ShouldBe(["Cost", "Tokens", "Latency", "Reliability", "Savings"]);
        Navigation.NavigateTo("/developer/usage?tab=tokens");
        panel.WaitForAssertion(() => panel.Find("figure h2").TextContent.ShouldBe("Input tokens per day"));
        panel.FindAll("figure tbody tr")[^1].QuerySelector("td")!.TextContent.ShouldBe("1.5k");
        Navigation.NavigateTo("/developer/usage?tab=latency");
        panel.WaitForAssertion(() => panel.Find("figure h2").TextContent.ShouldBe("Duration p95 per day"));
        panel.FindAll("figure thead th").Select(static name => name.TextContent).ShouldContain("All");
        panel.FindAll("figure tbody tr")[^1].QuerySelector("td")!.TextContent.ShouldBe("1.5\u202Fs", "exactly what the call took");
        panel.FindAll("figure tbody tr")[0].QuerySelector("td")!.TextContent.ShouldBe("–");
        Navigation.NavigateTo("/developer/usage?tab=savings");
        panel.WaitForAssertion(() => panel.Find("figure .note").TextContent.ShouldStartWith("Saved $0.060 of the $0.080"));
    }

    [Fact]
    public async Task The_table_is_sorted_by_a_column_of_the_address()
    {
        var (first, second) = (await MintAsync("many"), await MintAsync("costly"));
        Call(first);
        Call(first);
        Call(second);
        Usage.Records[^1] = Usage.Records[^1] with { Cost = NanoUsd.FromUsd(1) };
        Navigation.NavigateTo("/developer/usage?by=key");
        var panel = Render<UsagePanel>();
        Names(panel).ShouldBe(["costly", "many"]);

        Navigation.NavigateTo(panel.FindAll(".table.dense thead a").Single(static link => link.TextContent.StartsWith("Requests", StringComparison.Ordinal)).GetAttribute("href")!);

        panel.WaitForAssertion(() => Names(panel).ShouldBe(["many", "costly"]));
    }

    [Fact]
    public async Task A_course_can_be_cumulative()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key);
        Usage.Records[0] = Usage.Records[0] with { At = Usage.Records[0].At.AddDays(-2) };
        Navigation.NavigateTo("/developer/usage?chart=cumulative");

        var panel = Render<UsagePanel>();

        panel.FindAll("figure tbody tr").Select(static row => row.QuerySelector("td")!.TextContent).ShouldBe(["$0.000", "$0.000", "$0.000", "$0.000", "$0.020", "$0.020", "$0.040"]);

        // To the calls since the start of the period, which the value is the sum of.
        panel.FindAll("figure tbody a")[^1].GetAttribute("href")!.ShouldEndWith("&from=2026-11-14&to=2026-11-20&kind=sent");
    }

    [Fact]
    public async Task A_filter_that_nothing_matches_offers_to_remove_it()
    {
        Call(await MintAsync("laptop"));
        Navigation.NavigateTo("/developer/usage?model=none&range=30d");
        var panel = Render<UsagePanel>();

        panel.Find(".none").TextContent.ShouldContain("No calls match these filters.");
        panel.Find(".none button").TextContent.ShouldBe("Remove Model: none");
        panel.Find(".none button").Click();

        Navigation.Uri.ShouldEndWith("/developer/usage?range=30d");
        panel.WaitForAssertion(() => Names(panel).ShouldBe(["openai/gpt-5"]));
    }

    [Fact]
    public async Task An_address_that_names_a_key_that_is_gone_says_so_and_shows_the_rest()
    {
        Call(await MintAsync("laptop"));
        var gone = KeyId.New(Time.GetUtcNow());
        Navigation.NavigateTo($"/developer/usage?key={gone}");

        var panel = Render<UsagePanel>();

        panel.Find(".mud-alert").TextContent
            .ShouldBe($"The key {gone} of this address is not in your team any more. The other filters apply.");
        Values(panel)[1].ShouldBe("1");
    }

    private static List<string> Values(IRenderedComponent<UsagePanel> panel) => [.. panel.FindAll(".tile .value").Select(static value => value.TextContent)];

    private static List<string> Names(IRenderedComponent<UsagePanel> panel) => [.. panel.FindAll(".table.dense tbody th").Select(static name => name.TextContent)];
}
