using JusInfer.E2E.Infrastructure;

namespace JusInfer.E2E.Pages;

/// <summary>The header, navigation and banners around every page.</summary>
internal sealed class SiteLayout(IPage page)
{
    public ILocator SkipLink => page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });

    public ILocator Docs => page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Docs" });

    public ILocator Connect => page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Connect" });

    public ILocator Developer => page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Developer" });

    public ILocator SignIn => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Sign in" });

    public ILocator SignOut => page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true });

    /// <summary>The name of the current team, which opens the menu.</summary>
    public ILocator Team => page.GetByRole(AriaRole.Button, new() { Name = "switch team" });

    /// <summary>A team in the open menu.</summary>
    public ILocator OtherTeam(string name) => page.Locator("#team-menu").GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator ThemeSwitch => page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" });

    /// <summary>Says that no provider is connected, and opens what that means.</summary>
    public ILocator DemoMode => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Button, new() { Name = "Demo mode" });

    public ILocator AboutDemoMode => page.GetByRole(AriaRole.Complementary, new() { Name = "Demo mode" });

    /// <summary>What the page says while its connection is lost.</summary>
    public ILocator ConnectionLost => page.GetByText("Connection lost. Reconnecting…");

    /// <summary>Opens the pages of the developer area on a narrow window.</summary>
    public ILocator Pages => page.GetByRole(AriaRole.Button, new() { Name = "Pages", Exact = true });

    private ILocator Menu => page.GetByRole(AriaRole.Button, new() { Name = "Account and help" });

    /// <summary>Panels that take no input, because they are not in a circuit yet.</summary>
    public ILocator Inert => page.Locator(".panel-area[inert]");

    public ILocator Offline => page.GetByText("You are offline.");

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Tab(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Developer" }).GetByRole(AriaRole.Link, new() { Name = name });

    public Task SignOutAsync() => ChooseAsync(SignOut);

    public Task OpenAccountAsync() =>
        ChooseAsync(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Account", Exact = true }));

    public Task OpenDocsAsync() =>
        ChooseAsync(page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Docs", Exact = true }));

    public async Task ConnectProviderAsync()
    {
        await DemoMode.ClickAsync();
        await Expect(AboutDemoMode).ToContainTextAsync("simulator");
        await AboutDemoMode.GetByRole(AriaRole.Link, new() { Name = "Connect a provider" }).ClickAsync();
    }

    /// <summary>Public pages have the account's controls in their header, the portal's pages have them in a menu.</summary>
    private async Task ChooseAsync(ILocator control)
    {
        await DocumentState.WaitUntilLoadedAsync(page);
        if (await Menu.CountAsync() > 0) await Menu.ClickAsync();
        await control.ClickAsync();
    }
}
