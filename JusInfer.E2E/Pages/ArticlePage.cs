namespace JusInfer.E2E.Pages;

/// <summary>An article of the blog or the docs, and the pages that list articles.</summary>
internal sealed class ArticlePage(IPage page)
{
    public ILocator Title => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Summary => page.GetByRole(AriaRole.Region, new() { Name = "TL;DR" });

    public ILocator Date => page.GetByRole(AriaRole.Article).GetByRole(AriaRole.Time);

    public ILocator Byline => page.Locator("article header .byline");

    public ILocator Tags => page.GetByRole(AriaRole.List, new() { Name = "Tags" }).GetByRole(AriaRole.Listitem);

    public ILocator Markdown => page.GetByRole(AriaRole.Link, new() { Name = "Read as Markdown" });

    public ILocator Code => page.Locator(".prose pre");

    public ILocator CopyCode => page.GetByRole(AriaRole.Button, new() { Name = "Copy this code" });

    public ILocator Search => page.GetByRole(AriaRole.Searchbox);

    /// <summary>The links to the listed articles.</summary>
    public ILocator Listed => page.GetByRole(AriaRole.Main).Locator("li.card").GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link);

    public Task<IResponse?> OpenAsync(string address) => page.GotoAsync(address);
}
