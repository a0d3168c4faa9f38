using Bunit;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Tests.Components.Developer;

/// <summary>The Usage tab follows the calls of its team.</summary>
public sealed class UsageUpdatesTests : PanelTestContext
{
    [Fact, Trait("Promise", "P-8")]
    public async Task A_call_appears_without_a_reload()
    {
        var key = await MintAsync("laptop");
        var panel = Render<UsagePanel>();
        Call(key);

        PublishChange();

        panel.WaitForAssertion(() => panel.FindAll(".requests tbody tr").Count.ShouldBe(1));
        var row = panel.Find(".requests tbody tr").TextContent;
        row.ShouldContain("openai/gpt-5");
        row.ShouldContain("requested jusInfer-auto");
        row.ShouldContain("simulated");
        row.ShouldContain("1.5k → 42");
    }

    [Fact]
    public async Task A_burst_of_changes_refreshes_the_page_at_most_twice_a_second()
    {
        Call(await MintAsync("laptop"));
        var panel = Render<UsagePanel>();
        panel.WaitForAssertion(() => Usage.Filters.Count.ShouldBe(1));

        for (var i = 0; i < 100; i++)
        {
            UsageSignal.Publish(new UsageChanged(Team.Team.Id));
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Usage.Filters.Count.ShouldBeInRange(2, 4);
    }

    [Fact]
    public async Task A_change_of_another_team_does_not_refresh_the_page()
    {
        Call(await MintAsync("laptop"));
        Render<UsagePanel>();

        UsageSignal.Publish(new UsageChanged(TeamId.New(Time.GetUtcNow())));
        Time.Advance(TimeSpan.FromSeconds(5));

        Usage.Filters.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_page_that_was_left_is_not_refreshed()
    {
        Call(await MintAsync("laptop"));
        Render<UsagePanel>();
        await DisposeComponentsAsync();

        PublishChange();

        Usage.Filters.Count.ShouldBe(1);
    }
}
