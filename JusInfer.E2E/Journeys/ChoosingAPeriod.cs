using JusInfer.E2E.Infrastructure;
using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Journeys;

/// <summary>The days of the Usage tab: typed, or one of the often used ones.</summary>
public sealed class ChoosingAPeriod : Journey
{
    /// <summary>Finds what is smaller than 44 by 44 pixels.</summary>
    private const string FindSmall = """
        (choice) => [...choice.querySelectorAll('button, input')]
          .filter((e) => { const box = e.getBoundingClientRect(); return box.width < 43.5 || box.height < 43.5; })
          .map((e) => e.outerHTML.slice(0, 120))
        """;

    [Fact]
    public async Task Days_are_typed_with_the_keyboard_and_a_wrong_one_is_named_next_to_its_field()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        var keyboard = new Keyboard(ada.Page);
        await ada.Usage.OpenAsync();
        await keyboard.ActivateAsync(ada.Usage.Days);
        await Expect(ada.Usage.ChoiceOfDays).ToBeFocusedAsync();
        await keyboard.TabToAsync(ada.Usage.Day("From"));

        await ReplaceAsync("2026-02-30");
        await keyboard.PressAsync("Enter");
        await Expect(ada.Usage.ChoiceOfDays.GetByRole(AriaRole.Alert)).ToHaveTextAsync("From must be a day that exists, as year, month and day, such as 2026-11-20.");
        await Expect(ada.Usage.Day("From")).ToHaveValueAsync("2026-02-30");

        await ReplaceAsync("2026-02-01");
        await keyboard.TabToAsync(ada.Usage.Day("To"));
        await ReplaceAsync("2026-02-28");
        await keyboard.PressAsync("Enter");

        await Expect(ada.Page).ToHaveURLAsync($"{Site.Address}{UsagePage.Path[1..]}?from=2026-02-01&to=2026-02-28");
        await Expect(ada.Usage.Days).ToHaveTextAsync("1 Feb – 28 Feb 2026");
        await Expect(ada.Usage.ChoiceOfDays).ToHaveCountAsync(0);
        await Expect(ada.Usage.Days).ToBeFocusedAsync();

        async Task ReplaceAsync(string text)
        {
            await keyboard.PressAsync("Control+a");
            await keyboard.TypeAsync(text);
        }
    }

    [Fact]
    public async Task One_click_chooses_a_period_that_is_often_used()
    {
        var ada = await OpenVisitorAsync(session: (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync("?by=key");
        await ada.Usage.Days.ClickAsync();
        await ada.Usage.ChoiceOfDays.GetByRole(AriaRole.Button, new() { Name = "90 days", Exact = true }).ClickAsync();

        await Expect(ada.Usage.RowsInTable("Spend per day")).ToHaveCountAsync(90);
        await Expect(ada.Usage.ChoiceOfDays).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData(320, 568)]
    [InlineData(390, 844)]
    public async Task On_a_phone_all_fields_and_buttons_are_in_the_window_and_large_enough_for_a_finger(int width, int height)
    {
        var ada = await OpenVisitorAsync(new DisplaySettings(width, height) { Touch = true }, (await Site.SampleTeam).Session);
        await ada.Usage.OpenAsync();
        await ada.Usage.Days.TapAsync();
        await Expect(ada.Usage.ShowDays).ToBeVisibleAsync();

        (await ada.Usage.ChoiceOfDays.EvaluateAsync<string[]>(FindSmall)).ShouldBeEmpty();
        var box = await ada.Usage.ChoiceOfDays.BoxAsync();
        (box.X, box.Width).ShouldBe((0, width));
        box.Y.ShouldBeGreaterThanOrEqualTo(0);
        (box.Y + box.Height).ShouldBeLessThanOrEqualTo(height);

        await ada.Usage.ShowDays.TapAsync();
        await Expect(ada.Usage.ChoiceOfDays).ToHaveCountAsync(0);
    }
}
