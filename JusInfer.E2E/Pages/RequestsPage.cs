namespace JusInfer.E2E.Pages;

/// <summary>The Requests tab: the list of calls, and that of rejected ones.</summary>
internal sealed class RequestsPage(IPage page)
{
    public const string Path = "/developer/requests";

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Requests", Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);

    public ILocator Rejected => page.GetByRole(AriaRole.Region, new() { Name = "Rejected requests" }).Locator("tbody").GetByRole(AriaRole.Row);

    public ILocator Pause => page.GetByRole(AriaRole.Button, new() { Name = "Pause" });

    public ILocator Continue => page.GetByRole(AriaRole.Button, new() { Name = "Continue" });

    public ILocator Download => page.GetByRole(AriaRole.Link, new() { Name = "Download CSV" });

    /// <summary>Shows and hides the fields of the filters.</summary>
    public ILocator ShowFilters => page.GetByRole(AriaRole.Button, new() { Name = "Filter", Exact = true });

    /// <summary>Opens the menu of columns.</summary>
    public ILocator ShowColumns => page.GetByRole(AriaRole.Button, new() { Name = "Columns", Exact = true });

    /// <summary>A column in the open menu.</summary>
    public ILocator Column(string label) => page.GetByRole(AriaRole.Checkbox, new() { Name = label, Exact = true });

    /// <summary>The headings of the list of calls.</summary>
    public ILocator Headings => page.GetByRole(AriaRole.Region, new() { Name = "Requests", Exact = true }).GetByRole(AriaRole.Columnheader);

    /// <summary>A filter in use: the button that removes it.</summary>
    public ILocator ActiveFilter(string label) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove filter {label}: " });

    /// <summary>A filter that is a list.</summary>
    public ILocator Choice(string name) => page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <summary>A filter with suggestions.</summary>
    public ComboBox Filter(string name) => new(page, name);

    /// <summary>Opens the choice of days, and shows the days that were chosen in it.</summary>
    public ILocator Days => page.Locator("button[popovertarget=request-days]");

    public ILocator ChoiceOfDays => page.GetByRole(AriaRole.Dialog, new() { Name = "All days", Exact = true });

    /// <summary>A field of the choice of days: <c>From</c> or <c>To</c>.</summary>
    public ILocator Day(string field) => ChoiceOfDays.GetByRole(AriaRole.Textbox, new() { Name = field, Exact = true });

    /// <summary>A period of the choice of days that one click chooses.</summary>
    public ILocator OftenUsedDays(string name) => ChoiceOfDays.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator ShowDays => ChoiceOfDays.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true });

    /// <summary>The filter by cost.</summary>
    public ILocator CostAbove => page.GetByRole(AriaRole.Searchbox, new() { Name = "Cost above", Exact = true });

    public Task OpenAsync(string query = "") => page.GotoAsync(Path + query);
}
