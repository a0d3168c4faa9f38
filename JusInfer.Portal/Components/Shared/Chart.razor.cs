using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JusInfer.Portal.Components.Shared;

/// <summary>A row of columns, drawn in the browser by <c>js/charts.js</c>, with a table of the same numbers beneath.</summary>
public sealed partial class Chart : IAsyncDisposable
{
    private readonly string id = Guid.NewGuid().ToString("N");
    private ElementReference canvas;
    private BrowserModule? module;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What the labels are: <c>Day</c>.</summary>
    [Parameter, EditorRequired]
    public string LabelHeading { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>Stacked upon each other in this order.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>Whether the axis is in US dollars; else in plain numbers.</summary>
    [Parameter]
    public bool Money { get; set; }

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private string TitleId => "chart-" + id;

    public async ValueTask DisposeAsync()
    {
        if (module is null) return;
        await module.CallAsync("remove", id);
        await module.DisposeAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        module ??= new BrowserModule(Script, "/js/charts.js");
        await module.CallAsync("draw", id, canvas, new { Labels, Series, Money });
    }
}

/// <summary>One kind of number, for each label its amount and how it is written.</summary>
public sealed record ChartSeries(string Name, IReadOnlyList<decimal> Values, IReadOnlyList<string> Texts);
