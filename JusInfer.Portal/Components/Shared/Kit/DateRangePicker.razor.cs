using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A button that opens a choice of days: two fields to type in, and periods that are often used.</summary>
public sealed partial class DateRangePicker
{
    private MudButton toggle = default!;
    private string? from;
    private string? to;
    private string? fromError;
    private string? toError;
    private DayRange shown;
    private bool takesFocus;

    /// <summary>Until then the fields are not in the page, which would take more of the server's memory.</summary>
    private bool wasOpened;
    private int times;

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

    private static string TextOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private void Fill(DayRange range) => (from, to, fromError, toError) = (TextOf(range.From), TextOf(range.To), null, null);

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
        takesFocus = true;
        times++;
    }
}
