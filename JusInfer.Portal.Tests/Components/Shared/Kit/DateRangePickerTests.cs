using Bunit;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Tests.Components.Shared.Kit;

/// <summary>The choice of days.</summary>
public sealed class DateRangePickerTests : BunitContext
{
    private readonly List<DayRange> chosen = [];

    public DateRangePickerTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddKit();
    }

    [Theory]
    [InlineData("", "2026-11-20", "From is missing. Type a day, such as 2026-11-20.", null)]
    [InlineData("2026-02-30", "soon", "From must be a day that exists, as year, month and day, such as 2026-11-20.", "To must be a day that exists, as year, month and day, such as 2026-11-20.")]
    [InlineData("1999-12-31", "2026-11-20", "From must be between 2000 and 2099.", null)]
    [InlineData("2026-11-20", "2026-11-19", null, "To must not be before From.")]
    [InlineData("2025-11-19", "2026-11-20", null, "A period has at most 366 days. These are 367: choose an earlier day.")]
    public void A_wrong_day_is_named_next_to_the_fields_and_kept(string from, string to, string? fromError, string? toError)
    {
        var picker = RenderPicker();
        picker.Find("#days-from").Change(from);
        picker.Find("#days-to").Change(to);

        picker.Find("form").Submit();

        picker.FindAll("#days-from-error").Select(static error => error.TextContent).FirstOrDefault().ShouldBe(fromError);
        picker.FindAll("#days-to-error").Select(static error => error.TextContent).FirstOrDefault().ShouldBe(toError);
        picker.Find("#days-from").GetAttribute("aria-invalid").ShouldBe(fromError is null ? "false" : "true");
        picker.Find("#days-from").GetAttribute("aria-describedby").ShouldBe(fromError is null ? null : "days-from-error");
        (picker.Find("#days-from").GetAttribute("value"), picker.Find("#days-to").GetAttribute("value")).ShouldBe((from, to));
        chosen.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("2025-11-20", "2026-11-20")]
    [InlineData(" 2026/1/2 ", "20260102")]
    [InlineData("2026.11.20", "2026-11-20")]
    public void Days_are_typed_in_the_usual_forms(string from, string to)
    {
        var picker = RenderPicker();
        picker.Find("#days-from").Change(from);
        picker.Find("#days-to").Change(to);

        picker.Find("form").Submit();

        chosen.ShouldHaveSingleItem();
    }

    [Fact]
    public void All_days_are_offered_only_where_no_days_are_a_choice()
    {
        var cleared = 0;
        RenderPicker().FindAll(".presets button").ShouldBeEmpty();

        var picker = RenderPicker(clear: () => cleared++);
        picker.Find(".presets button").Click();

        cleared.ShouldBe(1);
        chosen.ShouldBeEmpty();
    }

    /// <summary>The choice, opened.</summary>
    private IRenderedComponent<DateRangePicker> RenderPicker(Action? clear = null)
    {
        var rendered = Render<DateRangePicker>(picker => picker
            .Add(static it => it.Id, "days")
            .Add(static it => it.Label, "Custom period")
            .Add(static it => it.Range, new DayRange(new DateOnly(2026, 11, 14), new DateOnly(2026, 11, 20)))
            .Add(static it => it.MaxDays, 366)
            .Add(static it => it.OnChoose, (DayRange days) => chosen.Add(days))
            .Add(static it => it.OnClear, clear is null ? default : EventCallback.Factory.Create(this, clear)));
        rendered.Find("button[popovertarget=days]").Click();
        return rendered;
    }
}
