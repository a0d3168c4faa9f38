using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api;
using JusInfer.Portal.Components;
using JusInfer.Portal.Components.CatalogPages;
using JusInfer.Portal.Components.Developer.Markdown;
using JusInfer.Portal.Components.Developer.Tenant;
using JusInfer.Portal.Components.Developer.Usage;
using JusInfer.Portal.Components.Landing;
using JusInfer.Portal.Components.Palette;
using JusInfer.Portal.Content;
using JusInfer.Portal.Mcp;
using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Hosting;

/// <summary>The middleware in order: for every request, then the data plane's branch, then the portal.</summary>
internal static class PortalPipeline
{
    public static WebApplication UsePortal(this WebApplication app)
    {
        // Without valid settings there is nothing to serve; PortalRun prints the errors and ends the process.
        if (app.Services.GetRequiredService<StartupErrors>().All.Count > 0) return app;

        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<ListenSockets>().Forget);
        var proxy = app.Services.GetRequiredService<PortalSettings>().Proxy;
        app.UseKnownProxies(proxy.Known);
        app.UseRequestIds();
        app.UseSecurityHeaders(proxy.Hsts);
        app.UseAllowedHosts(proxy.AllowedHosts);
        app.UseDataPlane();

        var publicUrl = app.Services.GetRequiredService<PortalSettings>().Mail.PublicUrl;
        OpenStreams.Use(app);
        PageConnections.UseOrigins(app, publicUrl);
        app.UseRequestHosts(publicUrl);
        app.UseLowPriorityThreads();
        app.UseErrorPages();
        app.UseRouting();
        app.UsePageHeaders();
        app.UsePlainHttpRejection(proxy);
        app.UseHostCookies(proxy);
        app.UseResponseCompression();
        app.UseAuthentication();
        app.UseAuthorization();
        PageConnections.UseSessions(app);
        app.UseAntiforgery();
        app.UseStaleForms();

        app.MapStaticFiles();
        app.MapApi();
        app.MapAccounts();
        app.MapContent();
        app.MapCatalogPages();
        app.MapDeveloperMarkdown();
        app.MapUsageDownload();
        app.MapStatementDownload();
        app.MapMcp();
        app.MapPalette();
        app.MapLanding();
        HealthEndpoints.Map(app);
        SecurityText.Map(app, app.Services.GetRequiredService<PortalSettings>());
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(static server => server.ContentSecurityFrameAncestorsPolicy = null)
            .WithStaticFiles()
            .AllowHeadRequests();
        PlainHttpWarning.LogOnceStarted(app, proxy);
        return app;
    }

    /// <summary>Runs pages and the control plane on threads of their own, so that calls do not wait for them.</summary>
    private static void UseLowPriorityThreads(this WebApplication app)
    {
        var threads = app.Services.GetRequiredService<DedicatedThreads>();
        app.Use((context, next) => threads.RunAsync(() => next(context)));
    }
}
