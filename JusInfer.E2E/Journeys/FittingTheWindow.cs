using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Pages and dialogs in windows of all sizes, and on screens without a mouse.</summary>
public sealed class FittingTheWindow : Journey
{
    private const string Model = "nousresearch/hermes-4-70b";

    /// <summary>Paragraphs with a line of more than 120 characters, if a character is half as wide as the font is high.</summary>
    private const string FindLongLines = """
        () => [...document.querySelectorAll('main p:not(.notice, .notice *, td *)')]
          .filter(e => e.checkVisibility({ visibilityProperty: true }))
          .filter(e => {
            const text = document.createRange();
            text.selectNodeContents(e);
            return text.getBoundingClientRect().width > 120 * 0.5 * parseFloat(getComputedStyle(e).fontSize);
          })
          .map(e => e.outerHTML.slice(0, 160))
        """;

    /// <summary>Blocks of the page that overlap the next one. Blocks that are positioned on purpose are left out.</summary>
    private const string FindOverlaps = """
        () => [...document.querySelectorAll('main, main :is(section, article, header, .page, .card)')]
          .flatMap(parent => {
            const blocks = [...parent.children].filter(e => {
              const style = getComputedStyle(e);
              return e.checkVisibility({ visibilityProperty: true }) && ['static', 'relative'].includes(style.position) && ['block', 'flex', 'grid'].includes(style.display);
            });
            return blocks.slice(1).map((e, i) => [blocks[i], e]);
          })
          .filter(([a, b]) => {
            const [first, second] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
            return first.right > second.left + 1 && second.right > first.left + 1 && first.bottom > second.top + 1 && second.bottom > first.top + 1;
          })
          .map(([a, b]) => `${a.outerHTML.slice(0, 120)} and ${b.outerHTML.slice(0, 120)}`)
        """;

    [Fact]
    public async Task A_chart_that_is_still_drawn_for_a_wider_window_does_not_make_the_page_wider()
    {
        var ada = await OpenVisitorAsync(DisplaySettings.Phone, (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=30d");
        await Expect(ada.Usage.Drawing("Spend per day")).ToBeAttachedAsync();

        // As between the change of the window and the next drawing, which follows after a fraction of a second.
        var widths = await ada.Page.EvaluateAsync<int[]>("""
            () => {
              const drawings = document.querySelectorAll('.apexcharts-canvas, .apexcharts-canvas > svg');
              for (const drawing of drawings) drawing.style.width = '1200px';
              return [document.querySelector('.apexcharts-canvas').getBoundingClientRect().width, document.documentElement.scrollWidth];
            }
            """);

        widths.ShouldBe([1200, DisplaySettings.Phone.Width]);
    }

    [Fact]
    public async Task The_buttons_of_a_dialog_stay_in_view_in_a_short_window_and_do_not_hide_the_focused_field()
    {
        var grace = await OpenVisitorAsync(new DisplaySettings(1280, 420), (await Site.SampleTeam).Session);
        await grace.Models.OpenAsync("?q=hermes");
        await grace.Models.Change(Model).ClickAsync();
        await Expect(grace.Models.Dialog.Self.GetByRole(AriaRole.Checkbox)).ToBeFocusedAsync();
        var save = grace.Models.Dialog.Button("Save");
        await Expect(save).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(grace.Models.Dialog.Field("Source")).Not.ToBeInViewportAsync();

        for (var field = 0; field < 7; field++) await grace.Page.Keyboard.PressAsync("Tab");

        var source = grace.Models.Dialog.Field("Source");
        await Expect(source).ToBeFocusedAsync();
        await Expect(save).ToBeInViewportAsync(new() { Ratio = 1 });
        var (field1, button) = (await source.BoxAsync(), await save.BoxAsync());
        (field1.Y + field1.Height).ShouldBeLessThan(button.Y);
    }

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(2560, 1440)]
    public async Task On_a_very_wide_screen_lines_are_not_too_long_and_nothing_overlaps(int width, int height)
    {
        var ada = await OpenVisitorAsync(new DisplaySettings(width, height), (await Site.SampleTeam).Session);
        List<string> errors = [];
        foreach (var path in (string[])["/", "/catalog", "/catalog/openai/gpt-5.5", "/docs/", "/docs/mcp/", "/blog/", "/connect/"])
        {
            await ada.Page.GotoAsync(path);
            await AddErrorsAsync(path);
        }

        await ada.Keys.OpenAsync();
        await Expect(ada.Keys.Rows.First).ToBeVisibleAsync();
        await AddErrorsAsync("keys");
        await ada.Usage.OpenAsync("?range=30d");
        await Expect(ada.Usage.Drawing("Spend per day")).ToBeAttachedAsync();
        await AddErrorsAsync("usage");
        await ada.Tenant.OpenAsync();
        await Expect(ada.Tenant.Members.First).ToBeVisibleAsync();
        await AddErrorsAsync("tenant");
        foreach (var path in (string[])["members", "budgets", "wallet", "routing", "settings"])
        {
            await ada.Page.GotoAsync("/developer/" + path);
            await Expect(ada.Layout.Heading).ToBeVisibleAsync();
            await AddErrorsAsync(path);
        }

        await ada.Providers.OpenAsync();
        await Expect(ada.Providers.All.First).ToBeVisibleAsync();
        await AddErrorsAsync("providers");
        errors.ShouldBeEmpty();

        async Task AddErrorsAsync(string page)
        {
            if (await ada.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth") > width) errors.Add($"{page}: wider than the window");
            errors.AddRange((await ada.Page.EvaluateAsync<string[]>(FindLongLines)).Select(element => $"{page}: a long line, {element}"));
            errors.AddRange((await ada.Page.EvaluateAsync<string[]>(FindOverlaps)).Select(elements => $"{page}: overlap, {elements}"));
        }
    }
}
