using System.Collections.Concurrent;
using System.Text;
using JusInfer.Portal.Data;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit;
using JusInfer.Portal.Tests.TestKit.Hosts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.Hosting.Fuzzing;

/// <summary>
/// The whole portal in demo mode, called without sockets: its pipeline gets the requests that a web server has parsed. Keeps the errors that
/// it logs.
/// </summary>
public sealed class FuzzPortal : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Password = "a long enough password";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-fuzz-");
    private readonly ErrorLog errors = new();
    private WebApplication app = null!;
    private TestServer server = null!;

    public string AccessToken { get; private set; } = "";

    /// <summary>The session cookie, as <c>name=value</c>.</summary>
    public string Cookie { get; private set; } = "";

    public string Key { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "JusInfer.Portal", ContentRootPath = Repository.Root, EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
        [
            new("Store:Path", folder.FullName),
            new("Simulator:FirstTokenDelay", "00:00:00"),
            new("Simulator:TokenDelay", "00:00:00"),
            new("Gateway:AuthenticationFailuresPerMinute", "1000000"),
            new("Accounts:AnonymousCallsPerMinute", "1000000"),
            new("Accounts:CallsPerMinute", "1000000"),
            new("Accounts:AttemptsPerMinute", "1000000"),
            new("Accounts:ExportsPerMinute", "1000000"),
        ]);
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.AddPortal();
        builder.Services.HashPasswordsFast();
        builder.WebHost.UseTestServer();
        app = builder.Build();
        app.UsePortal();
        await app.Services.GetRequiredService<StoreMigration>().MigrateAsync(CancellationToken.None);
        await app.StartAsync();
        server = app.GetTestServer();

        using var http = server.CreateClient();
        var api = new ControlPlaneClient(http);
        var account = await api.PostAsync("/v1/auth/signup", new { email = Email, password = Password });
        account.ShouldBe(201);
        api.Access = AccessToken = account.Text("access_token");
        Key = (await api.PostAsync("/v1/keys", new { name = "fuzz", rpm = 1_000_000_000 })).Text("key");
        Cookie = await SignInAsync(http);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Sends a request.</summary>
    /// <returns>The status, and why the response is a fault: a status of a bug, an exception or a logged error; null where it is none.</returns>
    internal async Task<(int Status, string? Fault)> SendAsync(Action<HttpRequest> set)
    {
        try
        {
            var context = await server.SendAsync(context =>
            {
                context.Request.Scheme = "http";
                context.Request.Host = new HostString("localhost");
                set(context.Request);
            });
            await context.Response.Body.CopyToAsync(Stream.Null);
            var status = context.Response.StatusCode;
            if (errors.Lines.TryDequeue(out var logged)) return (status, logged);
            return (status, status is 500 or >= 502 ? "" : null);
        }
        catch (Exception thrown)
        {
            return (0, thrown.ToString());
        }
    }

    private static async Task<string> SignInAsync(HttpClient http)
    {
        using var page = await http.GetAsync("/login");
        var body = await page.Content.ReadAsStringAsync();
        const string Field = "__RequestVerificationToken\" value=\"";
        var start = body.IndexOf(Field, StringComparison.Ordinal) + Field.Length;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login");
        request.Headers.Add("Cookie", CookiesOf(page));
        request.Content = new FormUrlEncodedContent(
        [
            new("_handler", "sign-in"), new("email", Email), new("password", Password), new("__RequestVerificationToken", body[start..body.IndexOf('"', start)]),
        ]);
        using var answer = await http.SendAsync(request);
        return CookiesOf(answer);
    }

    private static string CookiesOf(HttpResponseMessage answer) => string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(static cookie => cookie.Split(';')[0]));

    /// <summary>Keeps the lines of level Error and above.</summary>
    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue(new StringBuilder(formatter(state, exception)).Append(' ').Append(exception).ToString());
        }

        public void Dispose()
        {
        }
    }
}
