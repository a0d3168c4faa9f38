namespace JusInfer.E2E.Pages;

/// <summary>The operator's overview, with the teams and their wallets.</summary>
internal sealed class OperatorPage(IPage page)
{
    public const string Path = "/operator";

    public Dialog Dialog => new(page);

    public ILocator Teams => page.GetByRole(AriaRole.Region, new() { Name = "Teams", Exact = true }).Locator("tbody tr");

    public ILocator Team(string name) => Teams.Filter(new() { Has = ChangeWallet(name) });

    public ILocator ChangeWallet(string team) => page.GetByRole(AriaRole.Button, new() { Name = $"Change the wallet of {team}", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);
}
