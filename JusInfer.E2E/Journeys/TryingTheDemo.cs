using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Without a provider's credential everything works, and everything says that no model was asked.</summary>
public sealed class TryingTheDemo : Journey
{
    [Fact]
    public async Task The_first_page_says_it_to_strangers()
    {
        var visitor = await ArriveAsync();
        await visitor.Landing.OpenAsync();
        await Expect(visitor.Landing.DemoMark).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Every_tab_says_it_and_how_to_end_it()
    {
        var grace = await Site.FurnishedTeam;
        var ada = await ArriveAsync(session: grace.Session);
        foreach (var page in new[] { "/developer/keys", "/developer/usage", "/developer/tenant", grace.Receipt })
        {
            await ada.Page.GotoAsync(page);
            await Expect(ada.Frame.DemoBanner).ToContainTextAsync("simulator");
            await ada.Frame.DemoBanner.GetByText("Connect a provider").ClickAsync();
            await Expect(ada.Frame.DemoBanner.GetByText("OPENAI_API_KEY")).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Every_simulated_call_is_marked_in_the_list()
    {
        var ada = await ArriveAsync(session: (await Site.FurnishedTeam).Session);
        await ada.Usage.OpenAsync();
        await Expect(ada.Usage.Requests.GetByText("simulated", new() { Exact = true })).ToHaveCountAsync(4);
    }
}
