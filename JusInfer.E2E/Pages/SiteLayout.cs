namespace JusInfer.E2E.Pages;

/// <summary>The header, navigation and banners around every page.</summary>
internal sealed class SiteLayout(IPage page)
{
    public ILocator SkipLink => page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });

    public ILocator Docs => page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Docs" });

    public ILocator Connect => page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Connect" });

    public ILocator Developer => page.GetByRole(AriaRole.Navigation, new() { Name = "Site" }).GetByRole(AriaRole.Link, new() { Name = "Developer" });

    public ILocator SignIn => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Sign in" });

    public ILocator Account => page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Link, new() { Name = "Account" });

    public ILocator SignOut => page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true });

    /// <summary>The name of the current team, which opens the menu.</summary>
    public ILocator Team => page.GetByRole(AriaRole.Button, new() { Name = "switch team" });

    /// <summary>A team in the open menu.</summary>
    public ILocator OtherTeam(string name) => page.Locator("#team-menu").GetByRole(AriaRole.Button, new() { Name = name });

    public ILocator ThemeSwitch => page.GetByRole(AriaRole.Button, new() { Name = "Switch between light and dark" });

    public ILocator DemoBanner => page.GetByRole(AriaRole.Complementary, new() { Name = "Demo mode" });

    /// <summary>What the page says while its connection is lost.</summary>
    public ILocator ConnectionLost => page.GetByText("Connection lost. Reconnecting…");

    /// <summary>Where the banner leads an operator.</summary>
    public ILocator ConnectProvider => DemoBanner.GetByRole(AriaRole.Link, new() { Name = "Connect a provider" });

    public ILocator Heading => page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    public ILocator Tab(string name) => page.GetByRole(AriaRole.Navigation, new() { Name = "Developer" }).GetByRole(AriaRole.Link, new() { Name = name });
}
