using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The theme is the system's until the visitor chooses one.</summary>
public sealed class ChoosingATheme : Journey
{
    private const string Background = "() => getComputedStyle(document.documentElement).backgroundColor";

    [Fact]
    public async Task Without_a_choice_the_theme_is_the_systems()
    {
        var (day, night) = (await OpenVisitorAsync(), await OpenVisitorAsync(DisplaySettings.Desktop with { Dark = true }));
        await day.Landing.OpenAsync();
        await night.Landing.OpenAsync();
        (await day.Page.EvaluateAsync<string>(Background)).ShouldNotBe(await night.Page.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task The_HTML_of_every_later_page_contains_the_chosen_theme()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        var light = await visitor.Page.EvaluateAsync<string>(Background);
        await visitor.Layout.ThemeSwitch.ClickAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(visitor.Page.Locator("html")).Not.ToHaveCSSAsync("background-color", light);

        foreach (var address in new[] { "/", "/docs/", "/login" })
        {
            var response = await visitor.Page.GotoAsync(address);
            (await response!.TextAsync()).ShouldMatch("<html[^>]* data-theme=\"dark\"");
            await Expect(visitor.Page.Locator("html")).Not.ToHaveCSSAsync("background-color", light);
        }

        await visitor.Layout.ThemeSwitch.ClickAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveCSSAsync("background-color", light);
    }

    [Fact]
    public async Task Following_a_link_keeps_the_chosen_theme()
    {
        var visitor = await OpenVisitorAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Layout.ThemeSwitch.ClickAsync();
        await visitor.Landing.Docs.ClickAsync();
        await Expect(visitor.Layout.Heading).ToHaveTextAsync("Docs");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }
}
