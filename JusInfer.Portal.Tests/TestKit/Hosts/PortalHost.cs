using System.Diagnostics;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Runs the whole portal in this process, configured as it ships: with a socket and a store in a folder of its own.</summary>
internal sealed class PortalHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private PortalHost(WebApplication app, DirectoryInfo folder, LogCapture logs)
    {
        this.app = app;
        this.folder = folder;
        Logs = logs;
        Http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,

            // Disposing an unread response disconnects immediately.
            ResponseDrainTimeout = TimeSpan.Zero,
        })
        { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Every log line that the settings do not filter out.</summary>
    public LogCapture Logs { get; }

    /// <summary>Sends no cookies and credentials automatically and follows no redirects.</summary>
    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public IServiceProvider Services => app.Services;

    public static Task<PortalHost> StartAsync(TestCatalog catalog, params (string Key, string Value)[] settings) =>
        StartAsync(catalog, static _ => { }, settings);

    /// <param name="catalog">The catalog.</param>
    /// <param name="configure">Registers services in addition to the product's.</param>
    /// <param name="settings">Settings that differ from those of all tests.</param>
    public static async Task<PortalHost> StartAsync(TestCatalog catalog, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var home = Directory.CreateTempSubdirectory("jusinfer-portal-");
        var logs = new LogCapture();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "JusInfer.Portal",
            ContentRootPath = Repository.Root,
            EnvironmentName = "Production",
        });
        builder.Configuration.AddInMemoryCollection(
        [
            new("Urls", "http://127.0.0.1:0"),
            new("Store:Path", Path.Combine(home.FullName, "data")),
            new("Catalog:Path", catalog.WriteTo(home.FullName)),
            new("Simulator:FirstTokenDelay", "00:00:00"),
            new("Simulator:TokenDelay", "00:00:00"),
            new("Shutdown:DrainSeconds", "1"),
            new("Accounts:SignUp", "open"),
            new("Accounts:AttemptsPerMinute", "1000"),
            new("Gateway:AuthenticationFailuresPerMinute", "100000"),
            new("Wallet:CreditUnverified", "true"),
            new("Wallet:InitialCreditUsd", "1000000"),
        ]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.AddPortal();
        builder.Services.AddSingleton(container => new CatalogFile(
            container.GetRequiredService<PortalSettings>().CatalogPath, container.GetServices<Dialect>(),
            DateOnly.FromDateTime(container.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
            name => catalog.Environment.FirstOrDefault(variable => variable.Name == name).Value));
        builder.Services.HashPasswordsFast().ShareContent();
        configure(builder.Services);
        var portal = builder.Build();
        PortalRun.FindErrors(portal.Services).ShouldBeEmpty();
        portal.UsePortal();
        await EmptyStore.CreateAsync(portal.Services);
        await portal.StartAsync();
        return new PortalHost(portal, home, logs);
    }

    /// <summary>Signs up a new account, which owns a new team.</summary>
    public Task<PortalTeam> SignUpAsync(string? email = null) => PortalTeam.SignUpAsync(Http, email);

    /// <summary>Waits until no call is open: a call is recorded before it has ended.</summary>
    public async Task WaitForNoCallsAsync()
    {
        var calls = Services.GetRequiredService<OpenCalls>();
        var since = Stopwatch.GetTimestamp();
        while (calls.Running > 0)
        {
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(60));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
