namespace JusInfer.E2E.Pages;

/// <summary>The list of models and the page of one model.</summary>
internal sealed class CatalogPage(IPage page)
{
    public const string Path = "/catalog";

    public ILocator Search => Form.GetByLabel("Name", new() { Exact = true });

    public ILocator Provider => Form.GetByLabel("Provider", new() { Exact = true });

    public ILocator Sort => Form.GetByLabel("Sort by", new() { Exact = true });

    public ILocator Show => Form.GetByRole(AriaRole.Button, new() { Name = "Show models", Exact = true });

    public ILocator Clear => Form.GetByRole(AriaRole.Link, new() { Name = "Clear filters", Exact = true });

    /// <summary>How many models match.</summary>
    public ILocator Count => Form.GetByRole(AriaRole.Status);

    public ILocator Rows => page.GetByRole(AriaRole.Region, new() { Name = "Models", Exact = true }).Locator("tbody").GetByRole(AriaRole.Row);

    /// <summary>The links to the listed models.</summary>
    public ILocator Models => Rows.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link);

    public ILocator ListAsMarkdown => page.GetByRole(AriaRole.Link, new() { Name = "as Markdown", Exact = true });

    public ILocator ListAsJson => page.GetByRole(AriaRole.Link, new() { Name = "as JSON", Exact = true });

    public ILocator Title => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Price => Region("Price");

    public ILocator Properties => Region("Properties");

    /// <summary>What automatic routing uses now, on its page.</summary>
    public ILocator UsedModels => Region("Which models it uses now");

    public ILocator Markdown => page.GetByRole(AriaRole.Link, new() { Name = "Read as Markdown", Exact = true });

    public ILocator Json => page.GetByRole(AriaRole.Link, new() { Name = "Read as JSON", Exact = true });

    private ILocator Form => page.GetByRole(AriaRole.Search, new() { Name = "Models", Exact = true });

    public ILocator Capability(string name) => Form.GetByRole(AriaRole.Checkbox, new() { Name = name, Exact = true });

    public ILocator Model(string id) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = id, Exact = true }).First;

    /// <summary>The button that copies a snippet.</summary>
    public ILocator Copy(string language) => page.GetByRole(AriaRole.Button, new() { Name = $"Copy {language}", Exact = true });

    /// <summary>The prices of input in the order of the list, as text. The column follows that of the context.</summary>
    public async Task<IReadOnlyList<string>> ReadInputPricesAsync()
    {
        var prices = new List<string>();
        foreach (var row in await Rows.AllAsync()) prices.Add((await row.GetByRole(AriaRole.Cell).Nth(1).InnerTextAsync()).Trim());
        return prices;
    }

    public Task OpenAsync(string address = Path) => page.GotoAsync(address);

    private ILocator Region(string name) => page.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });
}
