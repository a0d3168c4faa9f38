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

        panel.WaitForAssertion(() => panel.FindAll(".table.dense tbody tr").ShouldHaveSingleItem().TextContent.ShouldContain("openai/gpt-5"));
    }

    [Fact]
    public async Task A_burst_of_changes_refreshes_the_page_at_most_twice_a_second()
    {
        Call(await MintAsync("laptop"));
        var panel = Render<UsagePanel>();
        var first = Usage.Queries.Count;

        for (var i = 0; i < 100; i++)
        {
            UsageSignal.Publish(new UsageChanged(Team.Team.Id));
            Time.Advance(TimeSpan.FromMilliseconds(10));
        }

        (Usage.Queries.Count / first).ShouldBeInRange(2, 4);
    }

    [Fact]
    public async Task A_change_of_another_team_does_not_refresh_the_page()
    {
        Call(await MintAsync("laptop"));
        Render<UsagePanel>();
        var first = Usage.Queries.Count;

        UsageSignal.Publish(new UsageChanged(TeamId.New(Time.GetUtcNow())));
        Time.Advance(TimeSpan.FromSeconds(5));

        Usage.Queries.Count.ShouldBe(first);
    }

    [Fact]
    public async Task A_page_that_was_left_is_not_refreshed()
    {
        Call(await MintAsync("laptop"));
        Render<UsagePanel>();
        var first = Usage.Queries.Count;
        await DisposeComponentsAsync();

        PublishChange();

        Usage.Queries.Count.ShouldBe(first);
    }
}
