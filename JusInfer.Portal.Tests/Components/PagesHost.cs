using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Components;

/// <summary>The whole portal on a real socket with its own store, and an HTTP client that acts as a browser without JavaScript.</summary>
internal sealed partial class PagesHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private PagesHost(WebApplication app, DirectoryInfo folder)
    {
        (this.app, this.folder) = (app, folder);
        Browser = NewBrowser();
    }

    /// <summary>Keeps cookies and does not follow redirects.</summary>
    public HttpClient Browser { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<PagesHost> StartAsync(params string[] settings) => StartAsync(static _ => { }, settings);

    /// <param name="configure">Registers services in addition to the product's.</param>
    /// <param name="settings">Settings that differ from those of all tests.</param>
    public static async Task<PagesHost> StartAsync(Action<IServiceCollection> configure, params string[] settings)
    {
        var home = Directory.CreateTempSubdirectory("jusinfer-test-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = Repository.Root,
            Args = ["--urls", "http://127.0.0.1:0", "--Store:Path", home.FullName, "--Simulator:FirstTokenDelay", "00:00:00", "--Simulator:TokenDelay", "00:00:00", .. settings],
        });
        builder.Logging.ClearProviders();
        builder.AddPortal();
        builder.Services.HashPasswordsFast().ShareContent();
        configure(builder.Services);
        var portal = builder.Build();
        portal.UsePortal();
        await EmptyStore.CreateAsync(portal.Services);
        await portal.StartAsync(Token);
        return new PagesHost(portal, home);
    }

    public async Task<(HttpResponseMessage Answer, string Page)> GetAsync(string address) => await ReadAsync(await Browser.GetAsync(address, Token));

    public IServiceProvider Services => app.Services;

    /// <summary>Reads the page at the address and posts its form, as a browser without JavaScript does.</summary>
    public async Task<(HttpResponseMessage Answer, string Page)> PostAsync(string address, string form, params (string Name, string Value)[] fields)
    {
        var (_, page) = await GetAsync(address);
        var posted = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_handler"] = form,
            ["__RequestVerificationToken"] = AntiforgeryToken().Match(page).Groups["token"].Value,
        };
        var posting = new HtmlParser().ParseDocument(page).QuerySelectorAll("form").FirstOrDefault(found => found.QuerySelector($"input[name=_handler][value={form}]") is not null);
        foreach (var input in posting?.QuerySelectorAll("input[type=hidden][value]").ToArray() ?? []) posted.TryAdd(input.GetAttribute("name")!, input.GetAttribute("value")!);
        foreach (var (name, value) in fields) posted[name] = value;
        return await ReadAsync(await Browser.PostAsync(address, new FormUrlEncodedContent(posted), Token));
    }

    /// <summary>Continues as a new visitor.</summary>
    public void ForgetCookies()
    {
        Browser.Dispose();
        Browser = NewBrowser();
    }

    /// <summary>Continues as a new visitor with another browser.</summary>
    /// <returns>The browser of the visitor before, which stays open.</returns>
    public HttpClient OpenBrowser(string userAgent)
    {
        var browser = NewBrowser();
        browser.DefaultRequestHeaders.Add("User-Agent", userAgent);
        return ReplaceBrowser(browser);
    }

    /// <summary>Continues with this browser.</summary>
    /// <returns>The one used before, which stays open.</returns>
    public HttpClient ReplaceBrowser(HttpClient browser)
    {
        var before = Browser;
        Browser = browser;
        return before;
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private HttpClient NewBrowser() => new(new BrowserCookies()) { BaseAddress = new Uri(app.Urls.Single()) };

    private static async Task<(HttpResponseMessage Answer, string Page)> ReadAsync(HttpResponseMessage answer) => (answer, await answer.Content.ReadAsStringAsync(Token));

    [GeneratedRegex("__RequestVerificationToken\" value=\"(?<token>[^\"]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AntiforgeryToken();
}
