using System.Globalization;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A button that opens a choice of days: two fields to type in, periods that are often used, and the UI kit's calendar.</summary>
public sealed partial class DateRangePicker
{
    private static readonly CultureInfo Culture = MondayFirst();

    private ElementReference toggle;
    private DateRange? marked;
    private string? from;
    private string? to;
    private string? fromError;
    private string? toError;
    private DayRange shown;
    private bool takesFocus;
    private int times;

    /// <summary>The browser opens the choice by itself. Its calendar is rendered on the first click, so that pages do not render calendars that nobody opens.</summary>
    private bool hasCalendar;

    /// <summary>The id of the choice, which is closed at first.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>What is chosen: the button's text unless the days are chosen.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public DayRange Range { get; set; }

    /// <summary>Whether <see cref="Range"/> was chosen here, so that the button shows it.</summary>
    [Parameter]
    public bool IsCurrent { get; set; }

    /// <summary>The names and days that one click chooses.</summary>
    [Parameter]
    public IReadOnlyList<(string Name, DayRange Days)> Presets { get; set; } = [];

    [Parameter, EditorRequired]
    public int MaxDays { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<DayRange> OnChoose { get; set; }

    /// <summary>Called when no days are chosen any more; without it, some always are.</summary>
    [Parameter]
    public EventCallback OnClear { get; set; }

    private string FromId => Id + "-from";

    private string ToId => Id + "-to";

    protected override void OnParametersSet()
    {
        if (shown == Range) return;
        shown = Range;
        Fill(Range);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!takesFocus) return;
        takesFocus = false;
        await toggle.TryFocusAsync();
    }

    private static string Describe(DayRange range) => range.Days == 1 ? TextOf(range.From) : $"{TextOf(range.From)} – {TextOf(range.To)}";

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTime StartOf(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    private void Fill(DayRange range)
    {
        (from, to, fromError, toError) = (TextOf(range.From), TextOf(range.To), null, null);
        marked = new DateRange(StartOf(range.From), StartOf(range.To));
    }

    private void Type(string? first, string? last)
    {
        (from, to) = (first, last);
        if (DayRangeReader.Read(from, to, MaxDays).Range is { } days) Fill(days);
    }

    /// <summary>The first click in the calendar is the first day, and the last one until the second click.</summary>
    private void Mark(DateRange? days)
    {
        if (days?.Start is not { } start) return;
        marked = days;
        (from, to) = (TextOf(DateOnly.FromDateTime(start)), TextOf(DateOnly.FromDateTime(days.End ?? start)));
        (_, fromError, toError) = DayRangeReader.Read(from, to, MaxDays);
    }

    private async Task SubmitAsync()
    {
        (var days, fromError, toError) = DayRangeReader.Read(from, to, MaxDays);
        if (days is { } chosen) await ChooseAsync(chosen);
    }

    private Task ChooseAsync(DayRange days)
    {
        Fill(days);
        Close();
        return OnChoose.InvokeAsync(days);
    }

    private Task ClearAsync()
    {
        Fill(Range);
        Close();
        return OnClear.InvokeAsync();
    }

    /// <summary>A new element for the choice is closed. The focused field went with the old one.</summary>
    private void Close()
    {
        (takesFocus, hasCalendar) = (true, false);
        times++;
    }

    private static CultureInfo MondayFirst()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.DateTimeFormat.FirstDayOfWeek = DayOfWeek.Monday;
        culture.DateTimeFormat.YearMonthPattern = "MMMM yyyy";

        // The name of a day contains the number that is seen (WCAG 2.5.3): "Monday, 2 March 2026".
        culture.DateTimeFormat.LongDatePattern = "dddd, d MMMM yyyy";
        return CultureInfo.ReadOnly(culture);
    }
}
