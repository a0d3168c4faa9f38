namespace JusInfer.E2E.Pages;

/// <summary>The page Wallet: balance, statement and ledger.</summary>
internal sealed class WalletPage(IPage page)
{
    public ILocator Balance => page.Locator("dl.facts > div").First;

    /// <summary>The statement of a month.</summary>
    public ILocator Statement => page.GetByRole(AriaRole.Region, new() { Name = "Statement of" });

    public ILocator DownloadStatement => page.GetByRole(AriaRole.Link, new() { Name = "Download CSV", Exact = true });

    public ILocator Ledger => Table.RowsOf(page, "Ledger");

    public Task OpenAsync() => page.GotoAsync("/developer/wallet");
}
