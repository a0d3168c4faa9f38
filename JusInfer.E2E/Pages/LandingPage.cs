namespace JusInfer.E2E.Pages;

/// <summary>The home page.</summary>
internal sealed class LandingPage(IPage page)
{
    public ILocator CreateTeam => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Create a team" });

    public ILocator YourKeys => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Go to your keys" });

    public ILocator Docs => page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Read the docs" });

    public ILocator DemoMark => page.GetByRole(AriaRole.Main).GetByText("Demo mode");

    /// <summary>The diff for one client.</summary>
    public ILocator Change(string client) => page.GetByRole(AriaRole.Region, new() { Name = $"Changes for {client}" });

    public ILocator Clients => page.GetByRole(AriaRole.Navigation, new() { Name = "Client" }).GetByRole(AriaRole.Link);

    public ILocator Client(string name) => Clients.And(page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }));

    public ILocator ReceiptExample => page.GetByRole(AriaRole.Region, new() { Name = "A receipt for every call" });

    public ILocator RunExample => page.GetByRole(AriaRole.Region, new() { Name = "See where an agent lost its prompt cache" });

    public ILocator RunLive => page.GetByRole(AriaRole.Button, new() { Name = "Run it live", Exact = true });

    public ILocator RunAgain => page.GetByRole(AriaRole.Button, new() { Name = "Run it again", Exact = true });

    /// <summary>What the live stream is doing.</summary>
    public ILocator LiveState => page.Locator("#live-stream").GetByRole(AriaRole.Status);

    /// <summary>The text of the live stream with the marks in it.</summary>
    public ILocator LiveText => page.Locator("#live-stream [data-live-text]");

    public ILocator LiveExample => page.Locator("#live-stream [data-live-example]");

    /// <summary>A number of the receipt under the stream.</summary>
    public ILocator LiveFact(string name) => page.Locator("#live-stream dl > div").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).GetByRole(AriaRole.Definition);

    public Task OpenAsync() => page.GotoAsync("/");
}
