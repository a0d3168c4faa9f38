using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The command palette.</summary>
public sealed class GoingAnywhereByKeyboard : Journey
{
    [Fact]
    public async Task A_member_goes_to_a_page_a_model_and_an_article_without_the_mouse()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync();
        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync("runs");
        await Expect(ada.Palette.Selected).ToContainTextAsync("Runs");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, "/developer/runs").ToString());

        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync("gpt-5.5");
        await ada.Page.Keyboard.PressAsync("ArrowDown");
        await ada.Page.Keyboard.PressAsync("ArrowUp");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, "/catalog/openai/gpt-5.5").ToString());

        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync("mcp server");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, "/docs/mcp/").ToString());
    }

    [Fact]
    public async Task A_member_finds_a_key_by_its_name_and_sees_its_requests()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Landing.OpenAsync();
        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync(SampleTeam.LiveKey);
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Requests.Rows).ToHaveCountAsync(3);
    }

    [Theory]
    [InlineData("invite", "Members", "/developer/members")]
    [InlineData("statement", "Wallet", "/developer/wallet")]
    [InlineData("mint", "Keys", "/developer/keys")]
    [InlineData("spend", "Usage", "/developer/usage")]
    [InlineData("second factor", "Account", "/account")]
    public async Task A_member_finds_a_page_by_what_can_be_done_there(string typed, string title, string path)
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Landing.OpenAsync();
        await ada.Palette.OpenAsync();
        await ada.Palette.Field.FillAsync(typed);
        await Expect(ada.Palette.Selected).ToContainTextAsync(title);
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Page).ToHaveURLAsync(new Uri(Site.Address, path).ToString());
    }

    [Fact]
    public async Task A_visitor_changes_the_theme_with_it()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Palette.OpenAsync();
        await visitor.Palette.Field.FillAsync("dark");
        await Expect(visitor.Palette.Selected).ToContainTextAsync("Switch between light and dark");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(visitor.Palette.Dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task With_forced_colors_the_selected_place_and_the_current_page_are_marked()
    {
        var ada = await OpenVisitorAsync(DisplaySettings.Desktop with { ForcedColors = true }, (await Site.SampleTeam).Session);
        await ada.Keys.OpenAsync();
        (await BackgroundAsync(ada.Layout.Tab("Keys"))).ShouldNotBe(await BackgroundAsync(ada.Layout.Tab("Usage")));

        await ada.Palette.OpenAsync();
        (await BackgroundAsync(ada.Palette.Selected)).ShouldNotBe(await BackgroundAsync(ada.Palette.Options.Last));

        static Task<string> BackgroundAsync(ILocator element) => element.EvaluateAsync<string>("e => getComputedStyle(e).backgroundColor");
    }

    [Fact]
    public async Task Opened_again_it_goes_nowhere_until_its_places_are_loaded()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Palette.OpenAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Palette.Dialog).ToBeHiddenAsync();

        var release = await visitor.Palette.DelayAsync();
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await Expect(visitor.Palette.Note).ToHaveTextAsync("Loading…");
        await visitor.Palette.Field.FillAsync("models and prices");
        await Expect(visitor.Palette.Note).ToHaveTextAsync("Loading…");
        await Expect(visitor.Palette.Options).ToHaveCountAsync(0);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Palette.Dialog).ToBeVisibleAsync();

        release();
        await Expect(visitor.Palette.Selected).ToContainTextAsync("Models and prices");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(Site.Address, "/catalog").ToString());
    }

    [Fact]
    public async Task Places_that_cannot_be_loaded_are_explained_and_load_when_it_is_opened_again()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Palette.OpenAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Palette.FailToLoadAsync();
        await visitor.Page.Keyboard.PressAsync("Control+k");
        const string Reason = "The list could not be loaded. Check your connection, then close this and open it again.";
        await Expect(visitor.Palette.Note).ToHaveTextAsync(Reason);
        await visitor.Palette.Field.FillAsync("catalog");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Palette.Note).ToHaveTextAsync(Reason);
        await Expect(visitor.Page).ToHaveURLAsync(Site.Address.ToString());

        await visitor.Palette.LoadAgainAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Palette.OpenAsync();
        await Expect(visitor.Palette.Note).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_visitor_closes_it_and_nothing_has_changed()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Go to" }).ClickAsync();
        await visitor.Palette.Field.FillAsync("nothing like this");
        await Expect(visitor.Palette.Dialog).ToContainTextAsync("Nothing matches.");
        await visitor.Page.Keyboard.PressAsync("Escape");

        await Expect(visitor.Palette.Dialog).ToBeHiddenAsync();
        await Expect(visitor.Page).ToHaveURLAsync(Site.Address.ToString());
    }
}
