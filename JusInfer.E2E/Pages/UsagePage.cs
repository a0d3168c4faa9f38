using System.Text.RegularExpressions;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The Usage page: totals, one chart, and a breakdown by one or two groups.</summary>
internal sealed partial class UsagePage(IPage page)
{
    public const string Path = "/developer/usage";

    public ILocator Empty => page.GetByRole(AriaRole.Heading, new() { Name = "No calls in this period" });

    public ILocator Charts => page.GetByRole(AriaRole.Img, new() { NameRegex = AnyChart() });

    /// <summary>A subject: <c>Cost</c>, <c>Tokens</c>, <c>Latency</c>, <c>Reliability</c> or <c>Savings</c>.</summary>
    public ILocator Subject(string name) =>
        page.GetByRole(AriaRole.Navigation, new() { Name = "Subject" }).GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    /// <summary>What is said above the numbers, such as that a key of the address is gone.</summary>
    public ILocator Notice => page.Locator("main .mud-alert");

    /// <summary>The drawing of a chart.</summary>
    public ILocator Drawing(string chart) => Figure(chart).Locator("g.apexcharts-series").First;

    public ILocator ClearFilters => page.GetByRole(AriaRole.Button, new() { Name = "Clear filters" });

    /// <summary>Shows the fields of the filters.</summary>
    public ILocator ShowFilters => page.GetByRole(AriaRole.Button, new() { Name = "Filter", Exact = true });

    public ILocator Download => page.GetByRole(AriaRole.Link, new() { Name = "Download CSV" });

    public ILocator NoMatch => page.GetByText("No calls match these filters.");

    public ILocator Period(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Period" }).GetByRole(AriaRole.Link, new() { Name = name });

    /// <summary>One of the totals: <c>Spend</c>, <c>Requests</c>, <c>Cache hit rate</c>, <c>Failure rate</c>.</summary>
    public ILocator Total(string name) => page.Locator("dl.tiles > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd").First;

    /// <summary>The choice of what the chart and the breakdown are grouped by.</summary>
    public ILocator Group => page.GetByRole(AriaRole.Combobox, new() { Name = "By", Exact = true });

    /// <summary>The button that removes a filter that nothing matches.</summary>
    public ILocator RemoveFilter(string label) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove {label}: " });

    /// <summary>A row of the breakdown by a group, in lower case.</summary>
    public ILocator By(string group, string name) => RowsOf($"By {group}").Filter(new() { HasText = name });

    /// <summary>A key's row in the breakdown.</summary>
    public ILocator ByKey(string name) => RowsOf("By key").Filter(new() { HasText = name });

    /// <summary>A model's row in the breakdown.</summary>
    public ILocator ByModel(string id) => RowsOf("By model").Filter(new() { HasText = id });

    public ILocator ShowAsTable(string chart) => Figure(chart).GetByText("Show as a table");

    public ILocator RowsInTable(string chart) => Figure(chart).Locator("tbody tr");

    /// <summary>What a chart compares or leaves out.</summary>
    public ILocator Note(string chart) => Figure(chart).Locator(".note");

    public ILocator AxisLabels(string chart) => Figure(chart).Locator(".apexcharts-xaxis-label");

    /// <summary>A filter with suggestions.</summary>
    public ComboBox Filter(string name) => new(page, name);

    /// <summary>Opens the choice of days, and shows the days that were chosen in it.</summary>
    public ILocator Days => page.Locator("button[popovertarget=usage-days]");

    public ILocator ChoiceOfDays => page.GetByRole(AriaRole.Dialog, new() { Name = "Custom period", Exact = true });

    /// <summary>A field of the choice of days: <c>From</c> or <c>To</c>.</summary>
    public ILocator Day(string field) => ChoiceOfDays.GetByRole(AriaRole.Textbox, new() { Name = field, Exact = true });

    public ILocator ShowDays => ChoiceOfDays.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true });

    /// <summary>A filter in use: the button that removes it.</summary>
    public ILocator ActiveFilter(string label) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove filter {label}: " });

    /// <summary>What a chart shows about the column under the mouse.</summary>
    public ILocator Tooltip(string chart) => Figure(chart).Locator(".apexcharts-tooltip");

    /// <summary>Moves the mouse to a column of a chart.</summary>
    public async Task PointAtChartAsync(string chart, int column)
    {
        await Expect(Figure(chart).Locator(".apexcharts-series path").First).ToBeAttachedAsync();
        var plot = Figure(chart).Locator(".apexcharts-grid-borders, .apexcharts-grid").First;
        await plot.ScrollIntoViewIfNeededAsync();
        var (box, columns) = (await plot.BoxAsync(), await RowsInTable(chart).CountAsync());
        await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(box.X + ((column + 0.5f) * box.Width / columns), box.Y + (box.Height / 2), new() { Steps = 4 });
    }

    /// <summary>Clicks on the part of the last column of a chart that a series has.</summary>
    public async Task ClickLastColumnAsync(string chart, string series)
    {
        var part = Figure(chart).Locator($".apexcharts-series[seriesName='{series}'] path.apexcharts-bar-area").Last;
        await Expect(part).ToBeAttachedAsync();
        await part.ScrollIntoViewIfNeededAsync();
        var box = await part.BoxAsync();
        await page.Mouse.ClickAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    /// <summary>Clicks into the last part of a chart of lines.</summary>
    public async Task ClickLastPointAsync(string chart, int labels)
    {
        var plot = Figure(chart).Locator(".apexcharts-grid").First;
        await Expect(plot).ToBeAttachedAsync();
        await plot.ScrollIntoViewIfNeededAsync();
        var box = await plot.BoxAsync();
        await page.Mouse.ClickAsync(box.X + (box.Width * (labels - 0.5f) / labels), box.Y + (box.Height / 3));
    }

    /// <summary>Selects some of the columns of a chart, which are days, by dragging the mouse from one to the other.</summary>
    public async Task SelectInChartAsync(string chart, int first, int last)
    {
        await Expect(Figure(chart).Locator(".apexcharts-series path").First).ToBeAttachedAsync();
        var plot = Figure(chart).Locator(".apexcharts-grid-borders, .apexcharts-grid").First;
        await plot.ScrollIntoViewIfNeededAsync();
        var (box, columns) = (await plot.BoxAsync(), await RowsInTable(chart).CountAsync());
        var (step, middle) = (box.Width / columns, box.Y + (box.Height / 2));
        await page.Mouse.MoveAsync(box.X + ((first + 0.5f) * step), middle);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + ((last + 0.5f) * step), middle, new() { Steps = 4 });
        await Expect(Figure(chart).Locator(".selection")).ToBeVisibleAsync();
        await page.Mouse.UpAsync();
    }

    /// <param name="group">Such as <c>Model</c>, <c>Key</c> or <c>End user</c>.</param>
    public async Task GroupByAsync(string group)
    {
        await Expect(new SiteLayout(page).Inert).ToHaveCountAsync(0);
        await Group.SelectOptionAsync(group);
        await Expect(page).ToHaveURLAsync(ByInQuery());
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = $"By {group.ToLowerInvariant()}", Exact = true })).ToBeVisibleAsync();
    }

    public Task OpenAsync(string query = "") => page.GotoAsync(Path + query);

    private ILocator Figure(string chart) => page.GetByRole(AriaRole.Figure).Filter(new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = chart }) });

    private ILocator RowsOf(string table) => page.GetByRole(AriaRole.Region, new() { Name = table, Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);

    [GeneratedRegex("[?&]by=", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ByInQuery();

    [GeneratedRegex("column chart|line chart", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyChart();
}
