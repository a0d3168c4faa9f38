namespace JusInfer.E2E.Pages;

/// <summary>The operator's page of providers: their connections and their health.</summary>
internal sealed class ProvidersPage(IPage page)
{
    public const string Path = "/operator/providers";

    public ILocator Endpoints => RowsOf("Endpoints");

    public ILocator All => RowsOf("Providers");

    public Dialog Dialog => new(page);

    /// <summary>The field for the credential, while its dialog is open.</summary>
    public ILocator Credential => Dialog.Field("API key");

    public ILocator Row(string provider) => All.Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = provider }) });

    public ILocator Connect(string provider) => page.GetByRole(AriaRole.Button, new() { Name = $"Connect {provider}", Exact = true });

    public Task OpenAsync() => page.GotoAsync(Path);

    private ILocator RowsOf(string table) => page.GetByRole(AriaRole.Region, new() { Name = table }).Locator("tbody tr");
}
