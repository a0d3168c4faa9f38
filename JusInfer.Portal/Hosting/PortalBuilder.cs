using JusInfer.Portal.Accounts;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Api;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components;
using JusInfer.Portal.Content;
using JusInfer.Portal.Data;
using JusInfer.Portal.Gateway;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Simulator;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace JusInfer.Portal.Hosting;

/// <summary>Puts the process together: every room, and what no room may know of the others.</summary>
internal static class PortalBuilder
{
    /// <summary>The host gives up on a graceful stop this long after the calls had to.</summary>
    private static readonly TimeSpan AfterDrain = TimeSpan.FromSeconds(15);

    public static WebApplicationBuilder AddPortal(this WebApplicationBuilder builder)
    {
        builder.UseDefaultAddress();
        builder.UseKestrelLimits();
        builder.UsePackagedAssets();
        builder.Logging.KeepAddressesOut();

        var faults = new List<string>();
        var settings = PortalSettings.Read(new SettingsReader(builder.Configuration, faults), builder.Environment.ContentRootPath);
        var catalog = CatalogFile.Read(settings.CatalogPath, faults);
        builder.Services.AddSingleton(new StartupFaults(faults));
        builder.Services.AddSingleton(settings);
        builder.Services.AddRooms(settings, catalog);
        builder.Services.AddHosting(settings);
        return builder;
    }

    private static void AddRooms(this IServiceCollection services, PortalSettings settings, CatalogSnapshot? catalog)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => catalog ?? throw new InvalidOperationException("The process started without a catalog."));
        services.AddData(settings.Store);
        services.AddTenancy();
        services.AddKeys();
        services.AddAccounts(settings.Accounts, settings.Operator);
        services.AddUsage(settings.Journal);
        services.AddAdmission();
        services.AddSimulator(settings.Simulator);
        services.AddGateway(settings.Gateway);
        services.AddApi();
        services.AddContent();
        services.AddPortalPages();
    }

    private static void AddHosting(this IServiceCollection services, PortalSettings settings)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddAntiforgery();
        services.AddCors();
        AnonymousResponseCompression.AddTo(services);
        services.AddHostedService<DrainOnStop>();
        services.AddSingleton<Health>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.Drain + AfterDrain);
    }

    /// <summary>
    /// Run from the build's output, static files of packages stand in the package folders; published, they stand in wwwroot.
    /// </summary>
    private static void UsePackagedAssets(this WebApplicationBuilder builder)
    {
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, $"{builder.Environment.ApplicationName}.staticwebassets.runtime.json")))
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
    }
}
