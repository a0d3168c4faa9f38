using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api;
using JusInfer.Portal.Components;
using JusInfer.Portal.Content;

namespace JusInfer.Portal.Hosting;

/// <summary>The order of the pipeline: what every request passes, then the data plane's short way, then the portal's.</summary>
internal static class PortalPipeline
{
    public static WebApplication UsePortal(this WebApplication app)
    {
        // Nothing will be served, and a pipeline cannot be made of what could not be read: the run tells the faults instead.
        if (app.Services.GetRequiredService<StartupFaults>().All.Count > 0) return app;

        app.UseRequestIds();
        app.UseDataPlane();

        app.UseFaultPages();
        app.UseRouting();
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseStaticFiles();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();

        app.MapApi();
        app.MapAccounts();
        app.MapContent();
        Health.MapHealth(app);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(static server => server.ContentSecurityFrameAncestorsPolicy = null)
            .AllowHeadRequests();
        return app;
    }
}
