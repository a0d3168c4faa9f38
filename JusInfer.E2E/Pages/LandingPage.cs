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

    public Task OpenAsync() => page.GotoAsync("/");
}
