using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A chart of stacked columns or of lines, drawn in the browser by <c>js/charts.js</c>, with a table of the same numbers below it.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    /// <summary>The table of more labels has no links.</summary>
    private const int MaxLinkedLabels = 62;

    private readonly string id = Guid.NewGuid().ToString("N");
    private ElementReference canvas;
    private JavaScriptModule? module;
    private DotNetObjectReference<Chart>? self;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The table heading of the labels: <c>Day</c>.</summary>
    [Parameter, EditorRequired]
    public string LabelHeading { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>The times that the labels are, which are shown in the browser's time zone; empty for labels that are no times.</summary>
    [Parameter]
    public IReadOnlyList<DateTimeOffset> Times { get; set; } = [];

    /// <summary>The series, stacked from bottom to top.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>The unit of the axis.</summary>
    [Parameter]
    public ChartUnit Unit { get; set; }

    /// <summary>Whether to draw lines instead of columns: the values are not parts of a whole.</summary>
    [Parameter]
    public bool Lines { get; set; }

    /// <summary>Whether the last label is a period that has not ended. It is drawn differently and named in the table.</summary>
    [Parameter]
    public bool LastIsIncomplete { get; set; }

    /// <summary>The last column of the table: a text for each label; empty for no such column.</summary>
    [Parameter]
    public IReadOnlyList<string> Totals { get; set; } = [];

    /// <summary>What can be chosen of the chart, above the drawing.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>What the chart compares or leaves out.</summary>
    [Parameter]
    public string? Note { get; set; }

    /// <summary>Called when a person has dragged the mouse across labels. A page that handles it offers the same to the keyboard.</summary>
    [Parameter]
    public EventCallback<ChartSelection> OnSelect { get; set; }

    /// <summary>
    /// The address of what a value shows: of a label and a series by their indexes, or of all series of a label for -1. Null for none. A click on the drawing
    /// opens it, and the table has links.
    /// </summary>
    [Parameter]
    public Func<int, int, string?>? AddressOf { get; set; }

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

    private bool IsInteractive => OnSelect.HasDelegate || AddressOf is not null;

    private string TitleId => "chart-" + id;

    /// <summary>Called by the script with the indexes of the first and the last selected label. The page may have other labels by now.</summary>
    [JSInvokable]
    public Task SelectAsync(int first, int last) =>
        first >= 0 && first <= last && last < Labels.Count ? OnSelect.InvokeAsync(new ChartSelection(first, last)) : Task.CompletedTask;

    /// <summary>Called by the script with the indexes of a clicked label and series; -1 if no series was hit.</summary>
    [JSInvokable]
    public void Open(int label, int series)
    {
        if (label >= 0 && label < Labels.Count && series >= -1 && series < Series.Count && AddressOf?.Invoke(label, series) is { } address)
            Navigation.NavigateTo(address);
    }

    public async ValueTask DisposeAsync()
    {
        if (module is null) return;
        await module.CallAsync("remove", id);
        await module.DisposeAsync();

        // The last: a call to draw that still waits for the module sends it.
        self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        module ??= new JavaScriptModule(Runtime, "/js/charts.js");
        if (IsInteractive) self ??= DotNetObjectReference.Create(this);
        await module.CallAsync("draw", id, canvas, new { Labels, Times, Series, Unit, Lines, LastIsIncomplete }, self, OnSelect.HasDelegate);
    }
}
