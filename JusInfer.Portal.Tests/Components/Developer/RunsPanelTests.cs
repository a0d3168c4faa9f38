using Bunit;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Components.Developer.Runs;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Runs;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Runs;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The list of runs, and the page of one run.</summary>
public sealed class RunsPanelTests : PanelTestContext
{
    [Fact]
    public void Without_runs_the_page_says_how_to_name_one() => RenderList().Find(".empty").TextContent.ShouldContain("X-JusInfer-Session");

    [Fact]
    public async Task A_run_links_to_its_page_and_to_the_one_that_started_it()
    {
        var key = await MintAsync("laptop");
        var list = RenderList(RunOf("a/b", 0.02m, key) with { Parent = "a", TreeCost = NanoUsd.FromUsd(0.05m) });

        var row = list.Find("tbody tr");
        row.QuerySelectorAll("a").Select(static link => link.GetAttribute("href")).ShouldBe(["/developer/runs/a%2Fb", "/developer/runs/a"]);
        row.TextContent.ShouldContain("laptop");
        row.TextContent.ShouldContain("$0.020");
        row.TextContent.ShouldContain("$0.050");
    }

    [Fact]
    public void A_run_without_a_recorded_key_is_listed() => RenderList(RunOf("old", 1)).Find("tbody tr").TextContent.ShouldContain("old");

    [Fact]
    public async Task The_filter_and_the_page_come_from_the_query_string()
    {
        var (key, cursor) = (await MintAsync("laptop"), new RunCursor(Time.GetUtcNow(), "a"));
        Services.GetRequiredService<NavigationManager>().NavigateTo($"/developer/runs?key={key.Id}&after={cursor}");

        RenderList().Find("p.muted").TextContent.ShouldContain("No runs match");

        await Runs.Received().ListAsync(Arg.Is<RunFilter>(filter => filter.Key == key.Id && filter.After == cursor), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_tree_shows_the_cost_and_the_share_of_each_run()
    {
        var key = await MintAsync("laptop");
        var page = RenderRun(new RunNode(RunOf("root", 0.03m, key), [Call(key)], [new RunNode(RunOf("child", 0.01m, key) with { Parent = "root" }, [], [])]));

        var rows = page.FindAll("tr.run");
        rows.Select(static row => row.QuerySelector("th")!.ClassName).ShouldBe(["wraps depth-0", "wraps depth-1"]);
        rows[0].TextContent.ShouldContain("75%");
        rows[0].TextContent.ShouldContain("$0.040 with subagents");
        rows[1].TextContent.ShouldNotContain("with subagents");
        rows[1].TextContent.ShouldContain("$0.010");
        rows[1].TextContent.ShouldContain("25%");
        page.Find("dl").TextContent.ShouldContain("$0.040");
    }

    [Fact]
    public async Task The_turns_of_the_run_are_nodes_with_their_receipts_and_those_of_a_subagent_are_shown_on_request()
    {
        var key = await MintAsync("laptop");
        var (first, second) = (Call(key), Call(key));
        var page = RenderRun(new RunNode(RunOf("root", 0.03m, key), [first], [new RunNode(RunOf("child", 0.01m, key), [second], [])]));
        page.Find($"tr.turn a[href='/developer/usage/{first.Id}']").TextContent.ShouldBe("Turn 1 of root");
        page.FindAll($"a[href='/developer/usage/{second.Id}']").ShouldBeEmpty();

        page.Find("button[aria-label='Turns of child']").Click();
        page.Find("button[aria-label='Turns of root']").Click();

        page.FindAll("tr.turn a").ShouldHaveSingleItem().GetAttribute("href").ShouldBe($"/developer/usage/{second.Id}");
        page.FindAll("button[aria-label^=Turns]").Select(static button => button.GetAttribute("aria-expanded")).ShouldBe(["false", "true"]);
    }

    [Fact]
    public async Task A_subagent_follows_the_turn_that_was_the_last_one_when_it_began()
    {
        var key = await MintAsync("laptop");
        var begin = Time.GetUtcNow();
        UsageRecord[] newestFirst = [.. Enumerable.Range(0, 3).Select(turn => Call(key) with { At = begin.AddMinutes(turn) }).Reverse()];
        var child = new RunNode(RunOf("child", 0.01m, key) with { FirstAt = begin.AddMinutes(1).AddSeconds(20) }, [], []);
        var root = RunOf("root", 0.03m, key);

        var page = RenderRun(new RunNode(root with { Sums = root.Sums with { Requests = 5 } }, [.. newestFirst], [child]));

        page.FindAll("#tree-title + .table-frame tbody tr").Select(static row => row.ClassName).ShouldBe(["run", "turn", "turn", "run", "turn"]);
        page.FindAll("tr.turn a").Select(static link => link.TextContent).ShouldBe(["Turn 3 of root", "Turn 4 of root", "Turn 5 of root"]);
        page.Find("tr.run .sub").TextContent.ShouldBe("the last 3 of 5 turns");
    }

    [Fact]
    public async Task A_turn_shows_its_tokens_its_tool_calls_and_its_attempts()
    {
        var key = await MintAsync("laptop");
        var call = Call(key) with
        {
            Tokens = new TokenBuckets { InputUncached = 300, CacheRead = 900, OutputText = 42 },
            Cost = NanoUsd.FromUsd(0.01m),
            RouteDetails = new RouteDetails { Lost = new LostCache("expired", -1, -1, 4_000, NanoUsd.FromUsd(0.004m)), Tools = [new CalledTool("Bash", 2), new CalledTool("Edit", 1)] }.Format(),
            AttemptLog = AttemptLog.Write(
            [
                new AttemptRecord("openai", "openai/gpt-5", AttemptOutcome.RateLimited, 429, 0, 120),
                new AttemptRecord("openrouter", "openai/gpt-5", AttemptOutcome.Answered, 200, 130, 900),
            ]),
        };
        var page = RenderRun(new RunNode(RunOf("root", 0.02m, key), [call], []));

        var cells = page.Find("tr.turn").QuerySelectorAll("td").Select(static cell => cell.TextContent.Trim()).ToArray();
        cells[1..5].ShouldBe(["1.2k → 42", "75%", "$0.0040", "$0.010"]);
        page.FindAll("tr.turn .tools .tag").Select(static tool => tool.TextContent).ShouldBe(["Bash × 2", "Edit"]);
        page.FindAll("tr.attempt .tag").Select(static outcome => outcome.TextContent).ShouldBe(["rate limited", "succeeded"]);
        page.FindAll("tr.attempt").ShouldAllBe(static row => row.QuerySelectorAll("td[title]").Length == 5);
        page.FindAll("tr.attempt .sub").Select(static place => place.TextContent).ShouldBe(
            ["openai/gpt-5 at openai, after 0\u202fms, took 120\u202fms", "openai/gpt-5 at openrouter, after 130\u202fms, took 900\u202fms"]);
    }

    [Fact]
    public async Task Lost_caches_are_grouped_by_cause_with_their_cost_and_what_to_change()
    {
        var key = await MintAsync("laptop");
        UsageRecord[] calls = [Losing(Call(key), "prefix_changed", 0.004m), Losing(Call(key), "prefix_changed", 0.001m), Losing(Call(key), "expired", 0.01m)];
        var page = RenderRun(new RunNode(RunOf("root", 0.04m, key), [.. calls[..2]], [new RunNode(RunOf("child", 0.02m, key), [calls[2], Call(key)], [])]));

        page.FindAll(".losses h3").Select(static cause => cause.TextContent).ShouldBe(["Pause longer than the cache lives", "An earlier message changed"]);
        page.FindAll(".losses .head .num").Select(static cost => cost.TextContent).ShouldBe(["$0.010", "$0.0050"]);
        page.Find(".losses").TextContent.ShouldContain("$0.015");
        page.Find(".losses").TextContent.ShouldContain("19% of the cost");
        page.FindAll(".losses .advice")[1].TextContent.ShouldContain("Append messages instead of changing earlier ones");
        page.FindAll(".losses .causes > li")[1].QuerySelectorAll("a").Select(static link => link.GetAttribute("href")).ShouldBe(calls[..2].Select(static call => $"/developer/usage/{call.Id}"));
        page.FindAll(".losses .causes > li")[1].TextContent.ShouldContain("message 4 of the prompt changed, about 768 tokens into it");
        page.FindAll("tr.run").Select(static row => row.QuerySelectorAll("td")[3].TextContent).ShouldBe(["$0.0050", "$0.0100"]);

        static UsageRecord Losing(UsageRecord call, string cause, decimal usd) =>
            call with { RouteDetails = new RouteDetails { Lost = new LostCache(cause, 3, 12, 4_000, NanoUsd.FromUsd(usd)) }.Format() };
    }

    [Fact]
    public async Task A_run_without_lost_caches_says_so()
    {
        var key = await MintAsync("laptop");

        RenderRun(new RunNode(RunOf("root", 0.02m, key), [Call(key)], [])).Find(".losses").TextContent.ShouldContain("No lost cache was found");
    }

    [Theory]
    [InlineData("prefix_changed")]
    [InlineData("tools_reordered")]
    [InlineData("tools_changed")]
    [InlineData("model_switched")]
    [InlineData("endpoint_switched")]
    [InlineData("expired")]
    [InlineData("below_minimum")]
    public void Each_cause_has_a_name_and_advice_of_its_own(string cause)
    {
        CacheLossAdvice.NameOf(cause).ShouldNotBe(CacheLossAdvice.NameOf("unexplained"));
        CacheLossAdvice.AdviceFor(cause).ShouldNotBe(CacheLossAdvice.AdviceFor("unexplained"));
    }

    [Fact]
    public async Task The_runs_below_a_run_can_be_hidden()
    {
        var key = await MintAsync("laptop");
        var page = RenderRun(new RunNode(RunOf("root", 0.03m, key), [], [new RunNode(RunOf("child", 0.01m, key), [], [new RunNode(RunOf("grandchild", 0.01m, key), [], [])])]));
        Rows().ShouldBe(3);

        page.Find("button[aria-label='Runs started by child']").Click();
        Rows().ShouldBe(2);
        page.Find("button[aria-label='Runs started by child']").GetAttribute("aria-expanded").ShouldBe("false");
        page.Find("button[aria-label='Runs started by root']").Click();
        Rows().ShouldBe(1);
        page.Find("button[aria-label='Runs started by root']").Click();
        Rows().ShouldBe(2);

        int Rows() => page.FindAll("#tree-title + .table-frame tbody tr").Count;
    }

    [Fact]
    public async Task The_budget_of_the_run_tree_is_shown()
    {
        Services.GetRequiredService<IRunBudgetStore>().FindAsync(Team.Team.Id, "root", Arg.Any<CancellationToken>()).Returns(NanoUsd.FromUsd(2));

        var page = RenderRun(new RunNode(RunOf("root", 1.8m, await MintAsync("laptop")), [], []));

        page.Find("dl").TextContent.ShouldContain("$2.00");
        page.Find("dl .percent").TextContent.ShouldContain("90%");
    }

    [Fact]
    public async Task The_budget_of_a_run_tree_is_compared_with_the_cost_of_the_whole_tree_on_the_page_of_a_subagent()
    {
        var key = await MintAsync("laptop");
        Services.GetRequiredService<IRunBudgetStore>().FindAsync(Team.Team.Id, "root", Arg.Any<CancellationToken>()).Returns(NanoUsd.FromUsd(2));
        Runs.FindAsync(Team.Team.Id, "root", Arg.Any<CancellationToken>()).Returns(RunOf("root", 1, key) with { TreeCost = NanoUsd.FromUsd(1.8m) });

        var page = RenderRun(new RunNode(RunOf("child", 0.1m, key) with { Parent = "root", Root = "root" }, [], []));

        page.Find("dl .percent").TextContent.ShouldContain("90%");
        page.Find("dl .sub").TextContent.ShouldContain("used by root and all its subagents: $1.80");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("100%25")]
    [InlineData("~.Lg")]
    [InlineData("~.other")]
    [InlineData("Überprüfung 1.2")]
    public void The_address_of_a_run_names_it_whatever_it_is_called(string session)
    {
        var address = new Uri("http://localhost" + RunLink.Of(session));

        // ASP.NET Core decodes a path once, except for slashes; its components can decode the value of a route again.
        address.Segments.Length.ShouldBe(4);
        var segment = address.Segments[3];
        RunPath.RunIdOf(Uri.UnescapeDataString(segment.Replace("%2F", "%252F", StringComparison.Ordinal))).ShouldBe(session);
        RunPath.RunIdOf(Uri.UnescapeDataString(Uri.UnescapeDataString(segment))).ShouldBe(session);
    }

    [Fact]
    public void A_truncated_tree_says_so() => RenderRun(new RunNode(RunOf("root", 1), [], []), isTruncated: true).Markup.ShouldContain("The tree has more runs");

    [Fact]
    public void An_unknown_run_says_so() =>
        Render<RunPanel>(panel => panel.Add(run => run.RunId, "none")).Find(".empty h2").TextContent.ShouldBe("There is no such run");

    [Fact]
    public async Task A_paused_run_says_why_and_one_click_resumes_it()
    {
        var run = RunOf("root", 1, await MintAsync("laptop"));
        Pauses.ListAsync(Team.Team.Id, Arg.Any<CancellationToken>()).Returns([PauseOf("root", "It repeats itself.")]);
        Runs.FindAsync(Team.Team.Id, "root", Arg.Any<CancellationToken>()).Returns(run);
        RenderList(run).Find(".mud-alert").TextContent.ShouldContain("The run root is paused");
        var page = RenderRun(new RunNode(run, [], []));
        page.Find(".mud-alert").TextContent.ShouldContain("It repeats itself.");

        await page.Find(".mud-alert button").ClickAsync();

        await Pauses.Received(1).ResumeAsync(Team.Team.Id, PauseScope.Run, "root", Time.GetUtcNow(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task The_list_resumes_a_run_as_well()
    {
        var run = RunOf("root", 1, await MintAsync("laptop"));
        Pauses.ListAsync(Team.Team.Id, Arg.Any<CancellationToken>()).Returns([PauseOf("root", "It repeats itself.")]);
        Runs.FindAsync(Team.Team.Id, "root", Arg.Any<CancellationToken>()).Returns(run);
        var list = RenderList(run);

        await list.Find("button[aria-label='Resume: The run root is paused']").ClickAsync();

        await Pauses.Received(1).ResumeAsync(Team.Team.Id, PauseScope.Run, "root", Time.GetUtcNow(), Arg.Any<CancellationToken>());
    }

    private Pause PauseOf(string session, string reason) => new()
    {
        TeamId = Team.Team.Id,
        Scope = PauseScope.Run,
        Subject = session,
        KeyId = KeyId.New(Time.GetUtcNow()),
        MemberId = Team.Owner.Id,
        At = Time.GetUtcNow(),
        Reason = reason,
    };

    [Fact]
    public void A_page_without_a_match_leads_to_older_runs_if_there_may_be_some()
    {
        var last = new RunCursor(Time.GetUtcNow(), "root");

        var page = RenderList(new RunListPage([], last, last));

        page.Markup.ShouldContain("Older ones may.");
        page.Find(".page-links a").GetAttribute("href").ShouldNotBeNull().ShouldContain($"after={last}");
    }

    private IRenderedComponent<RunsPanel> RenderList(params AgentRun[] runs) => RenderList(new RunListPage([.. runs], Next: null, ScannedTo: null));

    private IRenderedComponent<RunsPanel> RenderList(RunListPage page)
    {
        Runs.ListAsync(Arg.Any<RunFilter>(), Arg.Any<CancellationToken>()).Returns(page);
        return Render<RunsPanel>();
    }

    [Fact]
    public async Task A_run_shows_what_was_reported_about_it()
    {
        var key = await MintAsync("agent");
        var report = new FeedbackReport
        {
            TeamId = Team.Team.Id,
            Subject = FeedbackSubject.Session,
            SubjectId = "run",
            Reporter = Team.Owner.Id.ToString(),
            Ok = true,
            At = Time.GetUtcNow(),
        };
        Feedback.ListAsync(Team.Team.Id, FeedbackSubject.Session, "run", Arg.Any<CancellationToken>()).Returns([report]);

        var outcome = RenderRun(new RunNode(RunOf("run", 1, key), [], [])).FindAll(".outcomes li").ShouldHaveSingleItem();

        outcome.QuerySelector(".tag")!.TextContent.ShouldBe("worked");
        outcome.TextContent.ShouldContain(Team.Owner.Email);
    }

    private IRenderedComponent<RunPanel> RenderRun(RunNode root, bool isTruncated = false)
    {
        Runs.FindTreeAsync(Team.Team.Id, root.Run.RunId, Arg.Any<CancellationToken>()).Returns(new RunTree(root, isTruncated));
        return Render<RunPanel>(panel => panel.Add(run => run.RunId, root.Run.RunId));
    }

    private AgentRun RunOf(string session, decimal usd, ApiKey? key = null) => new()
    {
        RunId = session,
        Key = key?.Id,
        Member = key?.MemberId,
        FirstAt = Time.GetUtcNow().AddMinutes(-5),
        LastAt = Time.GetUtcNow(),
        Sums = new UsageSums { Requests = 1, InputTokens = 1200, CachedTokens = 300, OutputTokens = 42, Cost = NanoUsd.FromUsd(usd) },
        TreeCost = NanoUsd.FromUsd(usd),
    };
}
