namespace JusInfer.E2E.Pages;

/// <summary>The first page after sign-in.</summary>
internal sealed class OverviewPage(IPage page)
{
    public const string Path = "/developer";

    /// <summary>What a team without a call sees.</summary>
    public ILocator Steps => page.GetByRole(AriaRole.Region, new() { Name = "Three steps to the first call", Exact = true });

    public ILocator SendTestCall => Steps.GetByRole(AriaRole.Button, new() { Name = "Send a test call", Exact = true });

    /// <summary>The value of a tile.</summary>
    public ILocator Tile(string title) =>
        page.Locator(".tile").Filter(new() { Has = page.GetByText(title, new() { Exact = true }) }).Locator(".value");

    public ILocator Chart => page.Locator(".apexcharts-canvas");

    /// <summary>What needs attention.</summary>
    public ILocator Attention => Part("Needs attention").GetByRole(AriaRole.Listitem);

    public ILocator TopKeys => Part("Top keys").Locator("tbody").GetByRole(AriaRole.Row);

    public ILocator Budgets => Part("Budgets").GetByRole(AriaRole.Listitem);

    public ILocator Period(string label) => page.GetByRole(AriaRole.Navigation, new() { Name = "Period", Exact = true })
        .GetByRole(AriaRole.Link, new() { Name = label, Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    private ILocator Part(string title) => page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });
}
