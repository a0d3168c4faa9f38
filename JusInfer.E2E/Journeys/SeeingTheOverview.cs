using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>The first page: how to begin, and later what was spent and what needs attention.</summary>
public sealed class SeeingTheOverview : Journey
{
    [Fact]
    public async Task A_new_team_sees_three_steps_until_its_test_call_shows_figures()
    {
        var (ada, _) = await OpenSignedInAsync();
        await ada.Overview.OpenAsync();
        await Expect(ada.Overview.Steps.GetByRole(AriaRole.Heading, new() { Level = 3 }))
            .ToHaveTextAsync(["Mint a key", "Point your agent here", "Make the first call"]);
        await ada.Keys.MintAndCloseAsync("Ada's laptop");
        await Expect(ada.Overview.Steps.GetByText("done", new() { Exact = true })).ToBeVisibleAsync();

        await ada.Overview.SendTestCall.ClickAsync();

        await Expect(ada.Overview.Tile("Requests")).ToHaveTextAsync("1");
        await Expect(ada.Overview.TopKeys).ToContainTextAsync("Playground");
        await Expect(ada.Overview.Steps).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Spend_its_models_keys_and_budgets_are_shown_with_what_blocks_a_key_and_where_that_ends()
    {
        var (ada, _) = await OpenSignedInAsync();
        var agent = AgentWith(await ada.Keys.MintAndCloseAsync("Nightly agent"));
        await ada.Keys.Mint.ClickAsync();
        await ada.Keys.Dialog.Field("Name").FillAsync("Tight");
        await ada.Keys.Dialog.MoreOptions.ClickAsync();
        await ada.Keys.Dialog.Field("Monthly cap in USD").FillAsync("0.000001");
        await ada.Keys.Dialog.Button("Mint key").ClickAsync();
        var tight = AgentWith(await ada.Keys.ReadKeyAsync());
        await ada.Keys.Dialog.CloseWithAsync("I have stored it");
        await ada.Budgets.OpenAsync();
        await ada.Budgets.Add.ClickAsync();
        await ada.Budgets.Dialog.Field("US dollars").FillAsync("5");
        await ada.Budgets.Dialog.CloseWithAsync("Add budget");
        await agent.CallAsync();
        (await tight.RejectedAsync()).Status.ShouldBe(402);
        await ada.Requests.OpenAsync();
        await Expect(ada.Requests.Rows).ToHaveCountAsync(2);

        await ada.Overview.OpenAsync();
        await Expect(ada.Overview.Tile("Requests")).ToHaveTextAsync("1");
        await Expect(ada.Overview.Tile("Spend this month")).Not.ToHaveTextAsync("$0");
        await Expect(ada.Overview.Chart).ToBeVisibleAsync();
        await Expect(ada.Overview.TopKeys).ToContainTextAsync("Nightly agent");
        await Expect(ada.Overview.Budgets).ToContainTextAsync(["of $5.00", "Tight per month"]);
        await ada.Overview.Period("24 h").ClickAsync();
        await Expect(ada.Page).ToHaveURLAsync($"{OverviewPage.Path}?period=24h");
        await Expect(ada.Overview.Tile("Requests")).ToHaveTextAsync("1");

        await Expect(ada.Overview.Attention).ToContainTextAsync("The key Tight is blocked (monthly key cap).");
        await ada.Overview.Attention.GetByRole(AriaRole.Link, new() { Name = "Raise the cap", Exact = true }).ClickAsync();
        await ada.Keys.ExpectOpenAsync();
        await Expect(ada.Keys.Field("Monthly cap in USD")).ToHaveValueAsync("0.000001");
    }

    [Theory]
    [InlineData(KeysPage.Path, "key")]
    [InlineData(RequestsPage.Path, "call")]
    public async Task What_an_address_opens_beside_a_list_has_the_focus(string path, string parameter)
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Page.GotoAsync(path);
        var row = grace.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First;
        var address = await row.GetAttributeAsync("href") ?? "";
        address.ShouldContain($"?{parameter}=");

        await grace.Page.GotoAsync(address);

        await Expect(grace.Page.Locator("aside.side-panel")).ToBeFocusedAsync();
    }
}
