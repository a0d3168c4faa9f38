using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Journeys;

/// <summary>Pages and dialogs in windows of all sizes, and on screens without a mouse.</summary>
public sealed class FittingTheWindow : Journey
{
    private const string Model = "nousresearch/hermes-4-70b";

    [Fact]
    public async Task A_chart_that_is_still_drawn_for_a_wider_window_does_not_make_the_page_wider()
    {
        var ada = await OpenVisitorAsync(DisplaySettings.Phone, (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=30d");
        await Expect(ada.Usage.Drawing("Spend per day")).ToBeAttachedAsync();

        // As between the change of the window and the next drawing, which follows after a fraction of a second.
        await ada.Page.EvaluateAsync("() => { for (const drawing of document.querySelectorAll('.apexcharts-canvas, .apexcharts-canvas > svg')) drawing.style.width = '1200px'; }");

        (await ada.Page.EvaluateAsync<int>("() => document.querySelector('.apexcharts-canvas').getBoundingClientRect().width")).ShouldBe(1200);
        (await ada.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBe(DisplaySettings.Phone.Width);
    }

    [Fact]
    public async Task The_buttons_of_a_dialog_stay_in_view_in_a_short_window_and_do_not_hide_the_focused_field()
    {
        var grace = await OpenVisitorAsync(new DisplaySettings(1280, 420), (await Site.SampleTeam).Session);
        await grace.Models.OpenAsync("?q=hermes");
        await grace.Models.Change(Model).ClickAsync();
        await Expect(grace.Models.Dialog.Field("Other names")).ToBeFocusedAsync();
        var save = grace.Models.Dialog.Button("Save");
        await Expect(save).ToBeInViewportAsync(new() { Ratio = 1 });
        await Expect(grace.Models.Dialog.Field("Source")).Not.ToBeInViewportAsync();

        for (var field = 0; field < 6; field++) await grace.Page.Keyboard.PressAsync("Tab");

        var source = grace.Models.Dialog.Field("Source");
        await Expect(source).ToBeFocusedAsync();
        await Expect(save).ToBeInViewportAsync(new() { Ratio = 1 });
        var (field1, button) = ((await source.BoundingBoxAsync())!, (await save.BoundingBoxAsync())!);
        (field1.Y + field1.Height).ShouldBeLessThan(button.Y);
    }

    [Theory]
    [InlineData(true, "To show only some days, set the first and the last one above the charts.")]
    [InlineData(false, "Drag the mouse across a chart to show only those days.")]
    public async Task How_days_are_selected_is_said_for_the_pointer_of_the_screen(bool isTouch, string hint)
    {
        var ada = await OpenVisitorAsync(DisplaySettings.Phone with { Touch = isTouch }, (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?range=30d");

        await Expect(ada.Usage.SelectionHint).ToContainTextAsync(hint, new() { UseInnerText = true });
        await Expect(ada.Usage.SelectionHint).Not.ToContainTextAsync(isTouch ? "mouse" : "set the first", new() { UseInnerText = true });
    }
}
