namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// Base of the tests that use the portal in a browser as a person does. A journey also fails on errors that a person does not see, such as
/// console errors. After a failure the test output names the screenshots and traces.
/// </summary>
public abstract class Journey : IAsyncLifetime
{
    private readonly List<Visitor> visitors = [];
    private readonly Stack<IAsyncDisposable> servers = new();

    private protected Site Site { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        Site = await TestContext.Current.GetFixture<Site>() ?? throw new InvalidOperationException("Site is not an assembly fixture.");
        if (Chromium.Missing is { } reason) Assert.Skip(reason);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var errors = visitors.SelectMany(visitor => visitor.Errors.All).ToArray();
        if (errors.Length > 0 || TestContext.Current.TestState?.Result is TestResult.Failed) await SaveDiagnosticsAsync();
        foreach (var visitor in visitors) await visitor.DisposeAsync();
        while (servers.TryPop(out var server)) await server.DisposeAsync();
        if (TestContext.Current.TestState?.Result is not TestResult.Failed) errors.ShouldBeEmpty("The pages reported errors.");
    }

    /// <summary>Stops a server of this journey after its browsers are closed, because a page that loses its server reports errors.</summary>
    private protected T StopAfterBrowsers<T>(T server)
        where T : IAsyncDisposable
    {
        servers.Push(server);
        return server;
    }

    /// <summary>Opens a browser, without a session if none is given.</summary>
    private protected async Task<Visitor> OpenVisitorAsync(DisplaySettings? display = null, string? session = null, Uri? address = null)
    {
        var visitor = await Site.OpenVisitorAsync(display ?? DisplaySettings.Desktop, session, address);
        visitors.Add(visitor);
        return visitor;
    }

    /// <summary>Opens a browser and signs up a person with a new team, which leads to the Keys tab.</summary>
    private protected async Task<(Visitor Visitor, Person Person)> OpenSignedInAsync(DisplaySettings? display = null, string name = "ada")
    {
        var (visitor, person) = (await OpenVisitorAsync(display), Person.New(name));
        await visitor.Login.SignUpAsync(person);
        return (visitor, person);
    }

    private protected Agent AgentWith(string key) => new(Site.Address, key);

    private async Task SaveDiagnosticsAsync()
    {
        var name = $"failure-{Guid.NewGuid():N}";
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "tests", name)).FullName;
        var output = TestContext.Current.TestOutputHelper;
        for (var i = 0; i < visitors.Count; i++) output?.WriteLine(await visitors[i].SaveDiagnosticsAsync(folder, i + 1));
        output?.WriteLine($"The last lines of the portal's log:\n{Site.Portal.Log.Tail()}");
    }
}
