namespace JusInfer.E2E.Pages;

/// <summary>The operator's page about provider health.</summary>
internal sealed class ProvidersPage(IPage page)
{
    public const string Path = "/operator/providers";

    public ILocator Endpoints => RowsOf("Endpoints");

    public ILocator All => RowsOf("Providers");

    public Task OpenAsync() => page.GotoAsync(Path);

    private ILocator RowsOf(string table) => page.GetByRole(AriaRole.Region, new() { Name = table }).Locator("tbody tr");
}
