namespace JusInfer.Portal.Hosting;

/// <summary>
/// Styles, scripts and fonts. Pages name them with a fingerprint of their content, and browsers keep those without asking again. Fonts are named by the
/// styles, which have no fingerprints in them; their files do not change.
/// </summary>
internal static class StaticFiles
{
    private const string Immutable = "max-age=31536000, immutable";

    public static void MapStaticFiles(this WebApplication app) => app.MapStaticAssets().Add(static endpoint =>
    {
        if (endpoint is not RouteEndpointBuilder { RoutePattern.RawText: { } path, RequestDelegate: { } serve } || !path.StartsWith("fonts/", StringComparison.Ordinal)) return;
        endpoint.RequestDelegate = context =>
        {
            context.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).Headers.CacheControl = Immutable;
                return Task.CompletedTask;
            }, context.Response);
            return serve(context);
        };
    });
}
