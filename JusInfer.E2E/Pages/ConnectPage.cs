namespace JusInfer.E2E.Pages;

/// <summary>The list of clients and the page of one client.</summary>
internal sealed class ConnectPage(IPage page)
{
    public ILocator Title => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Command => page.GetByRole(AriaRole.Region, new() { Name = "Linux and macOS", Exact = true });

    public ILocator Windows => page.GetByText("Windows, and how to undo it");

    public ILocator Settings => page.Locator(".prose");

    public ILocator Mint => page.GetByRole(AriaRole.Button, new() { Name = "Mint a key for" });

    public ILocator Key => page.Locator("#minted-key");

    public ILocator CopyKey => page.GetByRole(AriaRole.Button, new() { Name = "Copy key" });

    public ILocator Waiting => page.GetByText("Waiting for the next call of your keys");

    public ILocator Connected => page.GetByText("The client is connected.");

    public ILocator Calls => page.GetByRole(AriaRole.Region, new() { Name = "Requests" }).Locator("tbody tr");

    public ILocator Download(string file) => page.GetByRole(AriaRole.Link, new() { Name = $"Download {file}" });

    public ILocator Client(string name) => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public Task<IResponse?> OpenAsync(string client = "") => page.GotoAsync(client.Length == 0 ? "/connect/" : $"/connect/{client}/");
}
