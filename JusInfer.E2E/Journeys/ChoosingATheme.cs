using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Light or dark: the system's, until somebody says otherwise.</summary>
public sealed class ChoosingATheme : Journey
{
    private const string Background = "() => getComputedStyle(document.documentElement).backgroundColor";

    [Fact]
    public async Task The_systems_theme_holds_until_another_is_chosen()
    {
        var (day, night) = (await ArriveAsync(), await ArriveAsync(Look.Desktop with { Dark = true }));
        await day.Landing.OpenAsync();
        await night.Landing.OpenAsync();
        (await day.Page.EvaluateAsync<string>(Background)).ShouldNotBe(await night.Page.EvaluateAsync<string>(Background));
    }

    [Fact]
    public async Task A_chosen_theme_is_in_the_very_first_bytes_of_every_later_page()
    {
        var visitor = await ArriveAsync();
        await visitor.Landing.OpenAsync();
        var light = await visitor.Page.EvaluateAsync<string>(Background);
        await visitor.Frame.ThemeSwitch.ClickAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(visitor.Page.Locator("html")).Not.ToHaveCSSAsync("background-color", light);

        foreach (var address in new[] { "/", "/docs/", "/login" })
        {
            var response = await visitor.Page.GotoAsync(address);
            (await response!.TextAsync()).ShouldMatch("<html[^>]* data-theme=\"dark\"");
            await Expect(visitor.Page.Locator("html")).Not.ToHaveCSSAsync("background-color", light);
        }

        await visitor.Frame.ThemeSwitch.ClickAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveCSSAsync("background-color", light);
    }

    [Fact]
    public async Task A_chosen_theme_stays_when_a_link_is_followed()
    {
        var visitor = await ArriveAsync();
        await visitor.Landing.OpenAsync();
        await visitor.Frame.ThemeSwitch.ClickAsync();
        await visitor.Landing.Docs.ClickAsync();
        await Expect(visitor.Frame.Heading).ToHaveTextAsync("Docs");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }
}
