using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>The pages beside the page on a wide window, and in a menu on a narrow one.</summary>
public sealed class NavigatingTheDeveloperArea : Journey
{
    private const int MaxChromeOfPhone = 64;
    private const int MaxTabPresses = 12;

    [Fact]
    public async Task A_wide_window_has_all_pages_beside_the_page_and_a_phone_has_them_in_a_menu()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Requests.OpenAsync();
        await grace.Layout.Tab("Alerts").ClickAsync();
        await Expect(grace.Layout.Heading).ToHaveTextAsync("Alerts");
        await Expect(grace.Layout.Tab("Alerts")).ToHaveAttributeAsync("aria-current", "page");
        var (tab, heading) = (await grace.Layout.Tab("Usage").BoxAsync(), await grace.Layout.Heading.BoxAsync());
        (tab.X + tab.Width).ShouldBeLessThanOrEqualTo(heading.X);

        await grace.ApplyAsync(DisplaySettings.Phone);
        await Expect(grace.Layout.Tab("Usage")).ToBeHiddenAsync();
        (await grace.Layout.Heading.BoxAsync()).Y.ShouldBeLessThanOrEqualTo(MaxChromeOfPhone + 16);
        await grace.Layout.Pages.ClickAsync();
        await grace.Layout.Tab("Keys").ClickAsync();
        await Expect(grace.Layout.Heading).ToHaveTextAsync("Keys");
        await Expect(grace.Layout.Tab("Usage")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Few_presses_of_tab_lead_from_the_skip_link_to_the_first_control_of_the_page()
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Keys.OpenAsync();
        await Expect(grace.Keys.Mint).ToBeEnabledAsync();
        await Expect(grace.Layout.Inert).ToHaveCountAsync(0); // Until then, the keyboard passes the page over.
        await grace.Page.Keyboard.PressAsync("Tab");
        await Expect(grace.Layout.SkipLink).ToBeFocusedAsync();

        var presses = 0;
        do
        {
            await grace.Page.Keyboard.PressAsync("Tab");
            presses++;
        }
        while (presses <= MaxTabPresses && !await grace.Page.EvaluateAsync<bool>("() => document.activeElement.closest('main') !== null"));

        presses.ShouldBeLessThanOrEqualTo(MaxTabPresses);
    }

    [Theory]
    [InlineData("/account")]
    [InlineData("/catalog")]
    public async Task Pages_without_a_circuit_have_the_same_frame_for_a_member(string path)
    {
        var grace = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await grace.Page.GotoAsync(path);
        await grace.Layout.Tab("Keys").ClickAsync();
        await Expect(grace.Layout.Heading).ToHaveTextAsync("Keys");
    }
}
