using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Fields that suggest models, keys and what calls named.</summary>
public sealed class ChoosingFromSuggestions : Journey
{
    [Fact]
    public async Task A_model_of_the_playground_is_searched_by_price_and_provider_with_the_keyboard()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var (keyboard, model) = (new Keyboard(ada.Page), ada.Playground.Model(1));
        await ada.Playground.OpenAsync();
        await keyboard.TabToAsync(model.Field);

        await ReplaceAsync("openai $1.25 simulator");
        await Expect(model.Active).ToContainTextAsync("openai/");
        var chosen = (await model.Active.GetAttributeAsync("data-value"))!;
        await keyboard.PressAsync("Enter");
        await Expect(model.Field).ToHaveValueAsync(chosen);
        await Expect(model.Field).ToHaveAttributeAsync("aria-expanded", "false");
        await Expect(ada.Playground.Error).ToHaveCountAsync(0);

        await ReplaceAsync("gpt-99");
        await keyboard.PressAsync("Enter");
        await Expect(model.Error).ToContainTextAsync("“gpt-99” is not in the list.");
        (await model.Error.BoxAsync()).Y.ShouldBeGreaterThan((await model.Field.BoxAsync()).Y, "the error is below the field");
        await Expect(model.Field).ToHaveValueAsync("gpt-99");

        await ReplaceAsync("jusinfer");
        await Expect(model.Shown).ToHaveCountAsync(3);
        await keyboard.PressAsync("ArrowDown");
        await Expect(model.Active).ToContainTextAsync("cheap");
        await keyboard.PressAsync("Escape");
        await Expect(model.Shown).ToHaveCountAsync(0);
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Tab");
        await Expect(model.Error).ToHaveCountAsync(0);

        async Task ReplaceAsync(string text)
        {
            await keyboard.PressAsync("Control+a");
            await keyboard.TypeAsync(text);
        }
    }

    [Fact]
    public async Task A_member_is_chosen_with_the_arrow_keys_and_a_text_that_is_not_suggested_is_a_filter_too()
    {
        var team = await Site.SampleTeam;
        var grace = await OpenVisitorAsync(session: team.Session);
        var keyboard = new Keyboard(grace.Page);
        await grace.Requests.OpenAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(4);
        await keyboard.ActivateAsync(grace.Requests.ShowFilters);
        await keyboard.TabToAsync(grace.Requests.Filter("Member").Field);
        await keyboard.TypeAsync(team.Owner.Email[..6]);
        await Expect(grace.Requests.Filter("Member").Shown).ToHaveCountAsync(1);
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Enter");
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await Expect(grace.Requests.ActiveFilter("Member")).ToContainTextAsync(team.Owner.Email);

        await grace.Requests.Filter("Label").EnterAsync("never used");
        await Expect(grace.Requests.ActiveFilter("Label")).ToContainTextAsync("never used");
        await Expect(grace.Page.GetByText("No requests match these filters.")).ToBeVisibleAsync();
        await grace.Page.GoBackAsync();
        await Expect(grace.Requests.Rows).ToHaveCountAsync(3);
        await Expect(grace.Requests.Filter("Label").Field).ToHaveValueAsync("");
    }

    [Fact]
    public async Task Suggestions_stay_inside_a_small_window_and_are_large_enough_for_a_finger()
    {
        var grace = await OpenVisitorAsync(new DisplaySettings(320, 640) { Touch = true }, (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await grace.Requests.ShowFilters.ClickAsync();
        foreach (var name in (string[])["Member", "Provider"])
        {
            await grace.Requests.Filter(name).Field.TapAsync();
            await Expect(grace.Requests.Filter(name).Shown.First).ToBeVisibleAsync();
            (await grace.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
            (await grace.Requests.Filter(name).Field.BoxAsync()).Height.ShouldBeGreaterThan(43.5f);
            var box = await grace.Requests.Filter(name).Shown.First.BoxAsync();
            box.Height.ShouldBeGreaterThan(43.5f);
            box.X.ShouldBeGreaterThanOrEqualTo(0);
            (box.X + box.Width).ShouldBeLessThanOrEqualTo(320);
            await grace.Page.Keyboard.PressAsync("Escape");
            await Expect(grace.Requests.Filter(name).Shown).ToHaveCountAsync(0);
        }
    }
}
