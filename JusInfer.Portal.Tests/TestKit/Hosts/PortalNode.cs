namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Runs portal processes on one folder, so that a test can start, kill and restart them on the same store.</summary>
internal sealed class PortalNode : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-node-");
    private readonly TestCatalog catalog;
    private readonly (string, string)[] settings;
    private readonly List<IAsyncDisposable> started = [];

    public PortalNode(TestCatalog catalog, params (string, string)[] settings)
        : this(catalog, "open", settings)
    {
    }

    /// <param name="catalog">The catalog.</param>
    /// <param name="signUp">The setting <c>Accounts:SignUp</c>; null for its default.</param>
    /// <param name="settings">Further settings.</param>
    public PortalNode(TestCatalog catalog, string? signUp, params (string, string)[] settings)
    {
        this.catalog = catalog;
        this.settings =
        [
            ("Store:Path", Path.Combine(folder.FullName, "data")),
            ("Catalog:Path", catalog.WriteTo(folder.FullName)),
            ("Wallet:CreditUnverified", "true"),
            ("Wallet:InitialCreditUsd", "1000000"),
            .. signUp is null ? [] : new[] { ("Accounts:SignUp", signUp) },
            .. settings,
        ];
    }

    /// <summary>Environment variables of the processes, besides those of the catalog and of this process.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    public string Journal => Path.Combine(folder.FullName, "data", "journal");

    public async Task<(PortalProcess Process, HttpClient Http)> StartAsync()
    {
        var process = PortalProcess.LaunchIn([.. catalog.Environment, .. Environment], settings);
        started.Add(process);
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = await process.ListeningAsync() };
        return (process, http);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in started) await each.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
