using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Api;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit.Fakes;
using JusInfer.Portal.Usage.Feedback;
using JusInfer.Portal.Usage.Journal;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>Runs the control plane and sign-in on a socket, with a SQLite file of its own and a test clock.</summary>
internal sealed class ControlPlaneHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly DirectoryInfo folder;

    private ControlPlaneHost(WebApplication app, DirectoryInfo folder, ManualTime time, LogCapture logs)
    {
        this.app = app;
        this.folder = folder;
        (Time, Logs) = (time, logs);
        Http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ManualTime Time { get; }

    public LogCapture Logs { get; }

    /// <summary>Sends no cookies automatically and follows no redirects.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => app.Services;

    public static Task<ControlPlaneHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(static _ => { }, settings);

    /// <summary>Starts the host with some services replaced.</summary>
    public static async Task<ControlPlaneHost> StartAsync(Action<IServiceCollection> replace, params (string Key, string Value)[] settings)
    {
        var home = Directory.CreateTempSubdirectory("jusinfer-test-");
        var time = new ManualTime();
        var logs = new LogCapture();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Services.AddKeyedSingleton<TimeProvider>(MachineTimeAttribute.Key, time);
        var errors = new List<string>();
        var portalSettings = PortalSettings.Read(new SettingsReader(builder.Configuration, errors), home.FullName);
        errors.ShouldBeEmpty();
        builder.Services.AddData(portalSettings.Store).AddTenancy().AddKeys().AddAccounts(portalSettings.Accounts, portalSettings.Operator).AddBudgets().AddWallet().AddRunaway(portalSettings.Runaway).AddFeedback().AddWebhooks(portalSettings.Webhooks).AddMail(portalSettings.Mail).AddNodes(isShared: false).AddSingleton<IntentPrices>().AddApi().AddAntiforgery();
        builder.Services.AddSingleton(portalSettings.Journal).AddSingleton<DamagedJournals>();
        builder.Services.AddCatalog(static _ => Catalog.CatalogFile.Load()).AddSingleton(new SignUpPolicy(portalSettings.Accounts.SignUp ?? SignUpMode.Open));
        builder.Services.AddSingleton(InitialCreditPolicy.For(portalSettings.Wallet, portalSettings.Operator.Emails, static () => false));
        builder.Services.HashPasswordsFast();
        replace(builder.Services);

        var portal = builder.Build();
        await EmptyStore.CreateAsync(portal.Services);
        portal.UseExceptionHandler();
        portal.UseAuthentication();
        portal.UseAuthorization();
        portal.UseAntiforgery();
        portal.MapApi();
        portal.MapAccounts();
        MapPages(portal);
        await portal.StartAsync(TestContext.Current.CancellationToken);
        return new ControlPlaneHost(portal, home, time, logs);
    }

    /// <summary>Signs up a new account, which owns a new team.</summary>
    public async Task<ControlPlaneClient> SignUpAsync(string email = "ada@example.com", string password = "a long enough password")
    {
        var client = new ControlPlaneClient(Http);
        var answer = await client.PostAsync("/v1/auth/signup", new { email, password });
        answer.ShouldBe(201);
        client.Access = answer.Text("access_token");
        return client;
    }

    /// <summary>As <see cref="SignUpAsync"/>, for an installation without sign-up: creates the account directly in the store.</summary>
    public async Task<ControlPlaneClient> CreateAccountAsync(string email, string password)
    {
        await using (var scope = Services.CreateAsyncScope())
        {
            var user = new PortalUser { Id = UserId.New(Time.GetUtcNow()).Value, UserName = email, Email = email, CreatedAt = Time.GetUtcNow() };
            (await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, password)).Succeeded.ShouldBeTrue();
            await scope.ServiceProvider.GetRequiredService<TeamCreation>().CreateAsync(user, name: null, TestContext.Current.CancellationToken);
        }

        var client = new ControlPlaneClient(Http);
        var answer = await client.PostAsync("/v1/auth/login", new { email, password });
        answer.ShouldBe(200);
        client.Access = answer.Text("access_token");
        return client;
    }

    /// <summary>Adds a user to a second team, for which their sessions act then.</summary>
    public async Task JoinAsync(TeamId team, UserId user, Role role)
    {
        await using var context = await Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var before = Time.GetUtcNow().AddDays(-1);
        context.Add(new MemberRow { Id = MemberId.New(before), TeamId = team, UserId = user.Value, Role = role, JoinedAt = before });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        await context.Sessions.Where(row => row.UserId == user.Value)
            .ExecuteUpdateAsync(row => row.SetProperty(session => session.TeamId, team), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Waits until the use of a session is stored, which lasts longer than all others then. Requests do not wait for it, and a clock that
    /// is set forward meanwhile ends the session.
    /// </summary>
    /// <param name="idle">How long the session lasts from its use.</param>
    public Task SessionExtendedAsync(TimeSpan idle)
    {
        var (end, latest) = (Time.GetUtcNow() + idle, Time.GetUtcNow() + idle - TokenIssuer.MaxLifetime);
        return Eventually.TrueAsync(async () =>
        {
            var contexts = Services.GetRequiredService<IDbContextFactory<PortalDbContext>>();
            await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
            var sessions = await context.Sessions.ToListAsync(TestContext.Current.CancellationToken);
            return sessions.Exists(row => row.ExpiresAt >= (row.StartedAt < latest ? row.StartedAt + TokenIssuer.MaxLifetime : end));
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in Logs.Lines.Where(line => line.Contains(" Error ", StringComparison.Ordinal))) TestContext.Current.TestOutputHelper?.WriteLine(line);
        Http.Dispose();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Maps minimal pages: form sign-in, the signed-in user, and antiforgery tokens.</summary>
    private static void MapPages(WebApplication app)
    {
        app.MapPost("/test/sign-in", async (HttpRequest request, SignIn signIn) =>
        {
            var result = await signIn.PasswordAsync(
                new SignInRequest { Email = request.Query["email"], Password = new Secret(request.Query["password"]!) },
                remember: false,
                request.HttpContext.RequestAborted);
            return Results.Text(result.Error?.Reason ?? "signed in");
        });
        app.MapGet("/test/page", async (HttpContext http, SignedInResolver resolver) =>
            Results.Text((await resolver.ResolveAsync(http.User, http.RequestAborted))?.Email)).RequireAuthorization();
        app.MapGet("/test/antiforgery", (HttpContext http, IAntiforgery antiforgery) => Results.Text(antiforgery.GetAndStoreTokens(http).RequestToken));
    }
}
