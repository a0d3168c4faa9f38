namespace JusInfer.E2E.Infrastructure;

/// <summary>
/// A story that a person lives through in the portal. It fails too where everything was seen to work but a page complained behind the scenes;
/// then, and always when it fails, screenshots and traces are kept and named.
/// </summary>
public abstract class Journey : IAsyncLifetime
{
    private readonly List<Visitor> visitors = [];

    private protected Site Site { get; private set; } = default!;

    public async ValueTask InitializeAsync()
    {
        Site = await TestContext.Current.GetFixture<Site>() ?? throw new InvalidOperationException("The site is no fixture of this assembly.");
        if (Chromium.Missing is { } reason) Assert.Skip(reason);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        var faults = visitors.SelectMany(visitor => visitor.Watch.Faults).ToArray();
        if (faults.Length > 0 || TestContext.Current.TestState?.Result is TestResult.Failed) await KeepEvidenceAsync();
        foreach (var visitor in visitors) await visitor.DisposeAsync();
        if (TestContext.Current.TestState?.Result is not TestResult.Failed) faults.ShouldBeEmpty("The pages complained behind the scenes.");
    }

    /// <summary>A stranger opens a browser.</summary>
    private protected async Task<Visitor> ArriveAsync(Look? look = null, string? session = null)
    {
        var visitor = await Site.ArriveAsync(look ?? Look.Desktop, session);
        visitors.Add(visitor);
        return visitor;
    }

    /// <summary>Somebody with an account and a team of their own opens the first tab.</summary>
    private protected async Task<(Visitor Visitor, Person Person)> ArriveSignedInAsync(Look? look = null, string name = "ada")
    {
        var (visitor, person) = (await ArriveAsync(look), Person.New(name));
        await visitor.Login.SignUpAsync(person);
        return (visitor, person);
    }

    private protected Agent AgentWith(string key) => new(Site.Address, key);

    private async Task KeepEvidenceAsync()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-e2e-failure-").FullName;
        var output = TestContext.Current.TestOutputHelper;
        for (var i = 0; i < visitors.Count; i++) output?.WriteLine(await visitors[i].KeepEvidenceAsync(folder, i + 1));
        output?.WriteLine($"The portal's last lines:\n{Site.Portal.Log.Tail()}");
    }
}
