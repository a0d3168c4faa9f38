using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A stacked column chart, drawn in the browser by <c>js/charts.js</c>, with a table of the same numbers below it.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private readonly string id = Guid.NewGuid().ToString("N");
    private ElementReference canvas;
    private JavaScriptModule? module;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The table heading of the labels: <c>Day</c>.</summary>
    [Parameter, EditorRequired]
    public string LabelHeading { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>The series, stacked from bottom to top.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>Whether the axis is in US dollars.</summary>
    [Parameter]
    public bool Money { get; set; }

    [Inject]
    private IJSRuntime Runtime { get; set; } = default!;

    private string TitleId => "chart-" + id;

    public async ValueTask DisposeAsync()
    {
        if (module is null) return;
        await module.CallAsync("remove", id);
        await module.DisposeAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        module ??= new JavaScriptModule(Runtime, "/js/charts.js");
        await module.CallAsync("draw", id, canvas, new { Labels, Series, Money });
    }
}

/// <summary>One series of a chart: for each label the value and its formatted text.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal> Values, IReadOnlyList<string> Texts);
