using JusInfer.E2E.Pages;

namespace JusInfer.E2E.Infrastructure;

/// <summary>Somebody at a browser of their own: no cookies but theirs, one page, and an eye on what goes wrong in it.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const float MaxWaitMs = 10_000;

    private readonly IBrowserContext context;

    private Visitor(IBrowserContext context, IPage page, FaultWatch watch) => (this.context, Page, Watch) = (context, page, watch);

    public IPage Page { get; }

    public FaultWatch Watch { get; }

    public SiteFrame Frame => new(Page);

    public LandingPage Landing => new(Page);

    public LoginPage Login => new(Page);

    public KeysPage Keys => new(Page);

    public UsagePage Usage => new(Page);

    public ReceiptPage Receipt => new(Page);

    public TenantPage Tenant => new(Page);

    public ProvidersPage Providers => new(Page);

    public ArticlePage Article => new(Page);

    /// <summary>Opens a browser with the cookies of an earlier session, as <see cref="SessionAsync"/> gave them; with none for a stranger.</summary>
    public static async Task<Visitor> ArriveAsync(IBrowser browser, Uri site, Look look, string? session)
    {
        var own = await browser.NewContextAsync(look.At(site, session));
        own.SetDefaultTimeout(MaxWaitMs);
        await own.Tracing.StartAsync(new() { Snapshots = true });
        var watch = new FaultWatch(site, own);
        return new Visitor(own, await own.NewPageAsync(), watch);
    }

    /// <summary>Looks at the same page in another way.</summary>
    public async Task WearAsync(Look look)
    {
        await Page.SetViewportSizeAsync(look.Width, look.Height);
        await Page.EmulateMediaAsync(new() { ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light });
    }

    public Task<string> SessionAsync() => context.StorageStateAsync();

    public async Task<string> ClipboardAsync() => await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");

    /// <summary>Keeps what a person needs who asks why the journey failed.</summary>
    /// <returns>Where it is.</returns>
    public async Task<string> KeepEvidenceAsync(string folder, int number)
    {
        var picture = Path.Combine(folder, $"{number}.png");
        var trace = Path.Combine(folder, $"{number}.trace.zip");
        await Page.ScreenshotAsync(new() { Path = picture });
        await context.Tracing.StopAsync(new() { Path = trace });
        return $"Visitor {number} was at {Page.Url}\n  screenshot {picture}\n  trace {trace}";
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
