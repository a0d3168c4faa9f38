using JusInfer.E2E.Pages;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.E2E.Infrastructure;

/// <summary>A person with a separate browser session: own cookies, one page, and a monitor for its errors.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    /// <summary>Whether traces have the page before and after each action. They take time, so they are recorded only if <c>JUSINFER_E2E_SNAPSHOTS</c> is set.</summary>
    private static readonly bool RecordsSnapshots = Environment.GetEnvironmentVariable("JUSINFER_E2E_SNAPSHOTS") is { Length: > 0 };

    /// <summary>All visitors share the clipboard of the one browser.</summary>
    private static readonly SemaphoreSlim Clipboard = new(1);

    private readonly IBrowserContext context;

    private Visitor(IBrowserContext context, IPage page, PageErrorMonitor errors) => (this.context, Page, Errors) = (context, page, errors);

    public IPage Page { get; }

    public PageErrorMonitor Errors { get; }

    public SiteLayout Layout => new(Page);

    public LandingPage Landing => new(Page);

    public LoginPage Login => new(Page);

    public SetupPage Setup => new(Page);

    public AccountPage Account => new(Page);

    public ResetPage Reset => new(Page);

    public ForgotPage Forgot => new(Page);

    public VerifyPage Verify => new(Page);

    public ConfirmEmailPage ConfirmEmail => new(Page);

    public OverviewPage Overview => new(Page);

    public KeysPage Keys => new(Page);

    public UsagePage Usage => new(Page);

    public RequestsPage Requests => new(Page);

    public RunsPage Runs => new(Page);

    public CommandPalette Palette => new(Page);

    public PlaygroundPage Playground => new(Page);

    public ReceiptPage Receipt => new(Page);

    public TenantPage Tenant => new(Page);

    public MembersPage Members => new(Page);

    public BudgetsPage Budgets => new(Page);

    public WalletPage Wallet => new(Page);

    public RoutingPage Routing => new(Page);

    public SettingsPage Settings => new(Page);

    public ProvidersPage Providers => new(Page);

    public ModelsPage Models => new(Page);

    public OperatorPage Operator => new(Page);

    public WebhooksPage Webhooks => new(Page);

    public ArticlePage Article => new(Page);

    public ConnectPage Connect => new(Page);

    /// <summary>Opens a browser session with the cookies that <see cref="SessionAsync"/> returned, or without cookies.</summary>
    public static async Task<Visitor> OpenVisitorAsync(IBrowser browser, Uri site, DisplaySettings display, string? session)
    {
        var newContext = await browser.NewContextAsync(display.ContextOptions(site, session));
        newContext.SetDefaultTimeout(Chromium.TimeoutMilliseconds);
        await newContext.Tracing.StartAsync(new() { Snapshots = RecordsSnapshots });
        var errors = new PageErrorMonitor(site, newContext);
        return new Visitor(newContext, await newContext.NewPageAsync(), errors);
    }

    /// <summary>Changes the display settings of the open page.</summary>
    public async Task ApplyAsync(DisplaySettings display)
    {
        await Page.SetViewportSizeAsync(display.Width, display.Height);
        await Page.EmulateMediaAsync(new() { ColorScheme = display.Dark ? ColorScheme.Dark : ColorScheme.Light });
    }

    public Task<string> SessionAsync() => context.StorageStateAsync();

    /// <summary>Clicks a button that copies.</summary>
    /// <returns>What it has copied.</returns>
    public Task<string> CopyAsync(ILocator button) => CopyAsync(() => button.ClickAsync());

    /// <summary>As <see cref="CopyAsync(ILocator)"/>, with the button activated in another way.</summary>
    public async Task<string> CopyAsync(Func<Task> activate)
    {
        await Clipboard.WaitAsync();
        try
        {
            await Page.EvaluateAsync("() => navigator.clipboard.writeText('')");
            await activate();
            var copied = "";
            await Eventually.TrueAsync(async () =>
                (copied = await Page.EvaluateAsync<string>("() => navigator.clipboard.readText()")).Length > 0);
            return copied;
        }
        finally
        {
            Clipboard.Release();
        }
    }

    /// <summary>Saves a screenshot and a trace of a failed journey.</summary>
    /// <returns>The paths of the files.</returns>
    public async Task<string> SaveDiagnosticsAsync(string folder, int number)
    {
        var screenshot = Path.Combine(folder, $"{number}.png");
        var trace = Path.Combine(folder, $"{number}.trace.zip");
        await Page.ScreenshotAsync(new() { Path = screenshot });
        await context.Tracing.StopAsync(new() { Path = trace });
        return $"Visitor {number} was at {Page.Url}\n  screenshot {screenshot}\n  trace {trace}";
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
