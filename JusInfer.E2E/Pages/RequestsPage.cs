namespace JusInfer.E2E.Pages;

/// <summary>The Requests page: the calls that were sent to a provider and those that were rejected.</summary>
internal sealed class RequestsPage(IPage page)
{
    public const string Path = "/developer/requests";

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Requests", Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);

    /// <summary>The address of the receipt of the newest call.</summary>
    public async Task<string> NewestReceiptAsync(string ofKey = "")
    {
        var link = await Rows.Filter(new() { HasText = ofKey }).First.GetByRole(AriaRole.Link).First.GetAttributeAsync("href");
        return $"{UsagePage.Path}/{System.Web.HttpUtility.ParseQueryString(link!.Split('?')[1])["call"]}";
    }

    /// <summary>The rows of rejected calls.</summary>
    public ILocator Rejected => Rows.Filter(new() { Has = page.Locator(".tag.bad") });

    /// <summary>The call beside the list.</summary>
    public ILocator Drawer => page.GetByRole(AriaRole.Dialog, new() { Name = "req_" });

    /// <summary>A part of the call in the drawer, such as <c>Raw</c>.</summary>
    public ILocator Part(string name) => Drawer.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public ILocator Search => page.GetByRole(AriaRole.Searchbox, new() { Name = "Search requests" });

    public ILocator Pause => page.GetByRole(AriaRole.Button, new() { Name = "Pause" });

    public ILocator Continue => page.GetByRole(AriaRole.Button, new() { Name = "Continue" });

    public ILocator Download => page.GetByRole(AriaRole.Link, new() { Name = "Download CSV" });

    /// <summary>Opens the fields of the filters that have no chip.</summary>
    public ILocator ShowFilters => page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true });

    /// <summary>The chip of a filter by its name in the address, which opens its choices.</summary>
    public ILocator Chip(string name) => page.Locator($"button[popovertarget='filter-{name}']:not([popovertargetaction])");

    /// <summary>Opens a chip and chooses a value.</summary>
    public async Task ChooseAsync(string name, string text)
    {
        await Chip(name).ClickAsync();
        await Choices(name).GetByRole(AriaRole.Button, new() { Name = text, Exact = true }).ClickAsync();
    }

    /// <summary>The choices of a chip.</summary>
    public ILocator Choices(string name) => page.Locator($"#filter-{name}");

    /// <summary>Opens the menu of columns.</summary>
    public ILocator ShowColumns => page.GetByRole(AriaRole.Button, new() { Name = "Columns", Exact = true });

    /// <summary>A column in the open menu.</summary>
    public ILocator Column(string label) => page.GetByRole(AriaRole.Checkbox, new() { Name = label, Exact = true });

    /// <summary>The headings of the list of calls.</summary>
    public ILocator Headings => page.GetByRole(AriaRole.Region, new() { Name = "Requests", Exact = true }).GetByRole(AriaRole.Columnheader);

    /// <summary>A filter in use: the button that removes it.</summary>
    public ILocator ActiveFilter(string label) => page.GetByRole(AriaRole.Button, new() { Name = $"Remove filter {label}: " });

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

    /// <summary>The field of the filter by cost.</summary>
    public ILocator CostAbove => Choices("cost_above").GetByRole(AriaRole.Searchbox);

    public Task OpenAsync(string query = "") => page.GotoAsync(Path + query);
}
