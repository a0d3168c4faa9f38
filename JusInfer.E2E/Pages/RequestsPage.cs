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

    /// <summary>A filter that is a list.</summary>
    public ILocator Choice(string name) => page.GetByRole(AriaRole.Combobox, new() { Name = name, Exact = true });

    /// <summary>A filter that is a text.</summary>
    public ILocator Text(string name) => page.GetByRole(AriaRole.Searchbox, new() { Name = name, Exact = true });

    public Task OpenAsync(string query = "") => page.GotoAsync(Path + query);
}
