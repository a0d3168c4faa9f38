using System.Collections.Immutable;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Admission.Runaway;
using JusInfer.Portal.Api;
using JusInfer.Portal.Audit;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Cluster.Takeover;
using JusInfer.Portal.Components;
using JusInfer.Portal.Components.CatalogPages;
using JusInfer.Portal.Components.Landing;
using JusInfer.Portal.Content;
using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Sqlite;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Gateway.Pipeline;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Mail;
using JusInfer.Portal.Mcp;
using JusInfer.Portal.Notifications.Alerts;
using JusInfer.Portal.Notifications.Webhooks;
using JusInfer.Portal.Primitives.Threads;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Spending.Budgets;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Feedback;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Hosting;

/// <summary>Composes the process: settings, modules and the services that no module owns.</summary>
internal static class PortalBuilder
{
    /// <summary>The time for the rest of the shutdown, after the drain timeout of the calls.</summary>
    private static readonly TimeSpan ShutdownAfterDrainTimeout = TimeSpan.FromSeconds(15);

    /// <summary>By how much a call of JavaScript outlives its circuit. A browser that has left is noticed within 30 s.</summary>
    private static readonly TimeSpan CallAfterCircuitTimeout = TimeSpan.FromMinutes(1);

    public static WebApplicationBuilder AddPortal(this WebApplicationBuilder builder)
    {
        builder.UseDefaultListenAddress();
        var listening = new ListenSockets();
        builder.Services.AddSingleton(listening);
        builder.UseKestrelLimits(listening);
        builder.UseStaticWebAssets();
        builder.Logging.AddRequestLogFilters();
        listening.FilterLog(builder.Logging);

        var errors = new List<string>();
        var settings = PortalSettings.Read(new SettingsReader(builder.Configuration, errors), builder.Environment.ContentRootPath);
        builder.Services.AddSingleton(container => new CatalogFile(
            settings.CatalogPath, container.GetServices<Dialect>(),
            DateOnly.FromDateTime(container.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime),
            Environment.GetEnvironmentVariable));
        builder.Services.AddSingleton(container =>
            new StartupErrors([.. errors, .. ErrorsOf(container.GetRequiredService<CatalogFile>(), settings), .. ErrorsOfModelFiles()]));
        builder.Services.AddSingleton(settings);
        builder.Services.AddModules(settings);
        builder.Services.AddHosting(settings);
        return builder;
    }

    private static ImmutableArray<string> ErrorsOf(CatalogFile catalog, PortalSettings settings) =>
        !catalog.Content.TryGet(out var content, out var errors) ? [.. errors.Messages]
        : ToolCallJudge.FindFault(settings.Gateway.SafeguardModel, content) is { } fault ? [fault]
        : [];

    private static ImmutableArray<string> ErrorsOfModelFiles() => StepClassifiers.Shipped.Error is { } error ? [error] : [];

    private static void AddModules(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton<DedicatedThreads>();
        services.AddCatalog(static container => container.GetRequiredService<CatalogFile>().Content.Value);
        services.AddData(settings.Store);
        if (!settings.Store.IsShared) services.AddSqliteFileWatch();
        services.AddAudit();
        services.AddTenancy(settings.Gateway.Responses.Retention);
        services.AddKeys();
        services.AddAccounts(settings.Accounts, settings.Operator);
        services.AddTransient(container => SignUpPolicy.For(settings.Accounts.SignUp, container.GetRequiredService<CatalogSource>().Current.IsDemo));
        services.AddSingleton<ICredentialFiles>(new CredentialFolder(settings.CatalogPath));
        services.AddProviders(settings.Store.IsShared);
        services.AddUsage(settings.Journal, settings.Usage);
        services.AddBudgets();
        services.AddWallet();
        services.AddRunaway(settings.Runaway);
        services.AddFeedback();
        services.AddSingleton(container =>
        {
            var catalog = container.GetRequiredService<CatalogSource>();
            return InitialCreditPolicy.For(settings.Wallet, settings.Operator.Emails, () => catalog.Current.IsDemo);
        });
        services.AddAdmission();
        if (settings.Store.IsShared) services.AddLeases();
        services.AddNodes(settings.Store.IsShared);
        services.AddSimulator(settings.Simulator);
        services.AddGateway(settings.Gateway);
        services.AddAlerts();
        services.AddWebhooks(settings.Webhooks);
        services.AddMail(settings.Mail);
        services.AddApi();
        services.AddContent();
        services.AddPortalPages();
        services.AddCatalogPages();
        services.AddLanding(settings.HomePage);
        services.AddMcp();
    }

    private static void AddHosting(this IServiceCollection services, PortalSettings settings)
    {
        services.AddRazorComponents()
            .AddInteractiveServerComponents(static circuits =>
                circuits.JSInteropDefaultCallTimeout = circuits.DisconnectedCircuitRetentionPeriod + CallAfterCircuitTimeout)
            .AddHubOptions(static hub => hub.AddFilter<PageMarkers.User>());
        PageMarkers.AddTo(services);
        services.AddSingleton<PageConnections>();
        services.AddAntiforgery();
        services.AddCors();
        AnonymousResponseCompression.AddTo(services);
        services.AddSingleton<OpenConnections>();
        services.AddSingleton<OpenStreams>();
        services.AddHostedService<DrainOnStop>();
        services.AddSingleton<BillingReview>();
        services.AddHostedService(static container => container.GetRequiredService<BillingReview>());
        services.AddSingleton(static container => new StoreReadiness(
            container.GetRequiredService<IDbContextFactory<PortalDbContext>>(), container.GetRequiredService<StoreOptions>(),
            container.GetService<OpenedSqliteFile>(), () => container.GetRequiredService<UsageWriter>().Failure,
            container.GetRequiredService<TimeProvider>()));
        services.AddSingleton<HealthEndpoints>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Drain + ShutdownAfterDrainTimeout);
    }

    /// <summary>
    /// Serves the static files of packages from the package folders when the process runs from the build output. After publishing they are
    /// in wwwroot.
    /// </summary>
    private static void UseStaticWebAssets(this WebApplicationBuilder builder)
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"{builder.Environment.ApplicationName}.staticwebassets.runtime.json")))
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
    }
}
