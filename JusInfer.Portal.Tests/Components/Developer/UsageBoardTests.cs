using Bunit;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Developer;

public sealed class UsageBoardTests : Bench
{
    [Fact, Trait("Promise", "P-28")]
    public void Without_a_call_the_page_says_how_to_make_one()
    {
        var board = Render<UsageBoard>();

        board.Find(".empty h2").TextContent.ShouldBe("No call in this period");
        board.Find("#try-command").TextContent.ShouldContain("http://localhost/v1/chat/completions");
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task Spend_is_broken_down_by_key_and_by_model()
    {
        var laptop = await MintAsync("laptop");
        Call(laptop);
        Call(laptop, "qwen/qwen3-8b");
        Call(await MintAsync("agent", Team.Member));

        var board = Render<UsageBoard>();

        board.Find(".totals dd.num").TextContent.ShouldBe("$0.060");
        var byKey = board.FindAll(".breakdown")[0];
        byKey.QuerySelectorAll("tbody th").Select(static name => name.TextContent).ShouldBe(["laptop", "agent"], ignoreOrder: true);
        byKey.TextContent.ShouldContain("$0.040");
        board.FindAll(".breakdown")[1].QuerySelectorAll("tbody th").Select(static name => name.TextContent).ShouldBe(["openai/gpt-5", "qwen/qwen3-8b"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_saving_is_stated_against_the_baseline_in_either_direction()
    {
        var key = await MintAsync("laptop");
        Call(key);
        var board = Render<UsageBoard>();
        board.Find(".totals .note").TextContent.ShouldStartWith("75% less than the $0.080 of the same tokens on anthropic/claude-sonnet-4.5");

        Usage.Records[0] = Usage.Records[0] with { Cost = NanoUsd.FromUsd(0.1m) };
        Tell();

        board.WaitForAssertion(() => board.Find(".totals .note").TextContent.ShouldStartWith("more than the $0.080"));
    }

    [Fact, Trait("Promise", "P-8")]
    public async Task A_call_shows_up_without_reload()
    {
        var key = await MintAsync("laptop");
        var board = Render<UsageBoard>();
        Call(key);

        Tell();

        board.WaitForAssertion(() => board.FindAll(".requests tbody tr").Count.ShouldBe(1));
        var row = board.Find(".requests tbody tr").TextContent;
        row.ShouldContain("openai/gpt-5");
        row.ShouldContain("asked for jusInfer-auto");
        row.ShouldContain("simulated");
        row.ShouldContain("1.5k → 42");
    }

    [Fact, Trait("Promise", "P-25")]
    public async Task A_call_that_was_gone_on_with_bears_a_badge_that_says_what_it_means()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key);
        Usage.Records[1] = Usage.Records[1] with { Resumed = true };

        var badges = Render<UsageBoard>().FindAll(".requests tbody tr").Select(row => row.QuerySelector(".tag[title]")).ToList();

        badges.Count(static badge => badge is not null).ShouldBe(1);
        var badge = badges.Single(static badge => badge is not null)!;
        badge.TextContent.ShouldBe("resumed");
        badge.GetAttribute("title")!.ShouldContain("broke off");
    }

    [Fact]
    public async Task A_burst_of_news_is_read_at_most_twice_a_second()
    {
        Call(await MintAsync("laptop"));
        var board = Render<UsageBoard>();
        board.WaitForAssertion(() => Usage.Asked.Count.ShouldBe(1));

        for (var i = 0; i < 100; i++)
        {
            UsageNews.Publish(new UsageChanged(Team.Tenant.Id));
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Usage.Asked.Count.ShouldBeInRange(2, 4);
    }

    [Fact]
    public async Task Another_teams_news_is_none_of_ours()
    {
        Call(await MintAsync("laptop"));
        Render<UsageBoard>();

        UsageNews.Publish(new UsageChanged(TenantId.New(Time.GetUtcNow())));
        Time.Advance(TimeSpan.FromSeconds(5));

        Usage.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_page_that_was_left_reads_no_more()
    {
        Call(await MintAsync("laptop"));
        Render<UsageBoard>();
        await DisposeComponentsAsync();

        Tell();

        Usage.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Period_and_filters_come_from_the_address()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Navigation.NavigateTo($"/developer/usage?range=30d&key={key.Id}&status=error");

        var board = Render<UsageBoard>();

        var asked = Usage.Asked.ShouldHaveSingleItem();
        asked.Key.ShouldBe(key.Id);
        asked.Errors.ShouldBe(true);
        asked.From.ShouldBe(new DateTimeOffset(2026, 10, 22, 0, 0, 0, TimeSpan.Zero));
        asked.To.ShouldBe(new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero));
        board.Find(".ranges a[aria-current]").TextContent.ShouldBe("30 days");
        board.Find(".requests").TextContent.ShouldContain("No request matches");
    }

    [Fact]
    public async Task Picking_a_status_changes_the_address_and_the_list()
    {
        var key = await MintAsync("laptop");
        Call(key);
        Call(key, status: 502);
        var board = Render<UsageBoard>();

        board.FindAll(".filters select")[2].Change("error");

        Navigation.Uri.ShouldEndWith("?status=error");
        board.WaitForAssertion(() => board.FindAll(".requests tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("502"));
    }

    [Fact]
    public async Task Each_chart_has_its_numbers_in_a_table()
    {
        Call(await MintAsync("laptop"));

        var charts = Render<UsageBoard>().FindAll("figure.chart");

        charts.Count.ShouldBe(2);
        charts[0].QuerySelector(".canvas")!.GetAttribute("aria-label")!.ShouldStartWith("Spend per day");
        charts[0].QuerySelectorAll("tbody tr")[^1].TextContent.ShouldContain("$0.020");
        charts[1].QuerySelectorAll("tbody tr").Length.ShouldBe(7);
        charts[1].QuerySelectorAll("tbody tr")[^1].QuerySelectorAll("td").Select(static cell => cell.TextContent).ShouldBe(["1\u202F200", "300", "42"]);
    }

    private NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    private void Tell()
    {
        UsageNews.Publish(new UsageChanged(Team.Tenant.Id));
        Time.Advance(TimeSpan.FromSeconds(1));
    }
}
