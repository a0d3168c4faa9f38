using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Without a provider credential everything works, and every page says that the simulator answers.</summary>
public sealed class TryingTheDemo : Journey
{
    [Fact]
    public async Task The_home_page_mentions_demo_mode()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await Expect(visitor.Landing.DemoMark).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_page_shows_demo_mode_and_leads_the_operator_out_of_it()
    {
        var grace = await Site.SampleTeam;
        var ada = await OpenVisitorAsync(session: grace.Session);
        foreach (var page in new[] { "/developer/keys", "/developer/usage", "/developer/tenant", grace.Receipt })
        {
            await ada.Page.GotoAsync(page);
            await ada.Layout.ConnectProviderAsync();
            await Expect(ada.Providers.Connect("openai")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Others_learn_who_can_connect_a_provider()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Layout.DemoMode.ClickAsync();
        await Expect(ada.Layout.AboutDemoMode).ToContainTextAsync(
            "The operator of this installation connects a provider on the page Providers, without a restart.");
    }

    [Fact]
    public async Task Every_simulated_call_has_a_badge_in_the_list()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Requests.OpenAsync();
        await Expect(ada.Requests.Rows.GetByText("sim", new() { Exact = true })).ToHaveCountAsync(4);
    }
}
