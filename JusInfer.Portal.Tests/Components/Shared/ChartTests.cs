using System.Diagnostics.CodeAnalysis;
using Bunit;
using JusInfer.Portal.Components.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using static System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes;

namespace JusInfer.Portal.Tests.Components.Shared;

public sealed class ChartTests : BunitContext
{
    private static readonly ChartSeries Spend = new("Spend", [0.5m, 2m], ["$0.500", "$2.00"]);

    [Fact]
    public void A_chart_has_a_name_and_a_table_of_its_numbers()
    {
        JSInterop.SetupModule("/js/charts.js").SetupVoid("draw", static _ => true).SetVoidResult();

        var chart = RenderChart();

        chart.Find("[role=img]").GetAttribute("aria-label")!.ShouldStartWith("Spend per day");
        chart.FindAll("tbody tr").Select(static row => row.TextContent.Trim()).ShouldAllBe(static row => row.Contains('$'));
        chart.FindAll("thead th").Select(static heading => heading.TextContent).ShouldBe(["Day", "Spend"]);
    }

    [Fact]
    public void The_table_names_a_period_that_has_not_ended_and_has_totals()
    {
        JSInterop.SetupModule("/js/charts.js").SetupVoid("draw", static _ => true).SetVoidResult();

        var chart = RenderChart(static chart => chart.Add(it => it.LastIsIncomplete, true).Add(it => it.Lines, true).Add(it => it.Totals, ["$0.500", "$2.00"]));

        chart.FindAll("tbody th").Select(static day => day.TextContent).ShouldBe(["19 Nov", "20 Nov so far"]);
        chart.FindAll("thead th")[^1].TextContent.ShouldBe("Total");
        chart.Find("[role=img]").GetAttribute("aria-label")!.ShouldContain("line chart");
    }

    [Fact]
    public async Task Leaving_a_page_while_its_chart_is_loading_is_not_an_error()
    {
        var script = JSInterop.SetupModule("/js/charts.js");
        script.SetupVoid("draw", static _ => true).SetException(new JSDisconnectedException("The browser has gone."));
        script.SetupVoid("remove", static _ => true).SetException(new JSDisconnectedException("The browser has gone."));

        var chart = RenderChart();
        await DisposeComponentsAsync();

        chart.IsDisposed.ShouldBeTrue();
        Renderer.UnhandledException.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Leaving_a_page_while_the_script_of_its_chart_is_loading_is_not_an_error()
    {
        var browser = new SlowBrowser();
        Services.AddSingleton<IJSRuntime>(browser);
        Render<Chart>(chart => chart.Add(it => it.Title, "Spend per day").Add(it => it.LabelHeading, "Day").Add(it => it.OnSelect, static _ => { }));

        var leaving = DisposeComponentsAsync();
        browser.Module.SetResult(browser);
        await leaving;

        browser.Calls.ShouldBe(["import", "draw", "remove"]);
        Renderer.UnhandledException.IsCompleted.ShouldBeFalse();
    }

    private IRenderedComponent<Chart> RenderChart(Action<ComponentParameterCollectionBuilder<Chart>>? more = null) => Render<Chart>(chart =>
    {
        chart.Add(it => it.Title, "Spend per day")
            .Add(it => it.LabelHeading, "Day")
            .Add(it => it.Unit, ChartUnit.Usd)
            .Add(it => it.Labels, ["19 Nov", "20 Nov"])
            .Add(it => it.Series, [Spend]);
        more?.Invoke(chart);
    });

    /// <summary>Imports a module only when the test says so, and sends arguments as the real browser does: a reference that was disposed of fails.</summary>
    private sealed class SlowBrowser : IJSRuntime, IJSObjectReference
    {
        public TaskCompletionSource<IJSObjectReference> Module { get; } = new();

        public List<string> Calls { get; } = [];

        public async ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(PublicConstructors | PublicFields | PublicProperties)] TValue>(string identifier, object?[]? args)
        {
            Calls.Add(identifier);
            foreach (var reference in args!.OfType<DotNetObjectReference<Chart>>()) reference.Value.ShouldNotBeNull();
            return identifier == "import" ? (TValue)await Module.Task : default!;
        }

        public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(PublicConstructors | PublicFields | PublicProperties)] TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) =>
            InvokeAsync<TValue>(identifier, args);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
