using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Styles, scripts and fonts. Pages name them with a fingerprint of their content, and browsers keep those without asking again. Fonts are named by the
/// styles, which have no fingerprints in them; their files do not change.
/// </summary>
internal static class StaticFiles
{
    private const string Immutable = "max-age=31536000, immutable";

    /// <summary>Folders with modules that other modules import.</summary>
    private static readonly string[] FoldersOfModules = ["./js/", "./lib/"];

    public static void MapStaticFiles(this WebApplication app)
    {
        DisableFilesAddedWhileRunning(app.Configuration);
        app.MapStaticAssets().Add(KeepFonts);
    }

    /// <summary>Gives pages the fingerprints of the files, and an import map with the portal's own modules: the script of Blazor is loaded with its address.</summary>
    public static RazorComponentsEndpointConventionBuilder WithStaticFiles(this RazorComponentsEndpointConventionBuilder pages)
    {
        ImportMapDefinition? own = null;
        pages.WithStaticAssets();
        pages.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<ImportMapDefinition>().LastOrDefault() is { Imports: { } all }) endpoint.Metadata.Add(own ??= OwnModules(all));
        });
        return pages;
    }

    private static ImportMapDefinition OwnModules(IReadOnlyDictionary<string, string> all) =>
        new(all.Where(static module => FoldersOfModules.Any(folder => module.Key.StartsWith(folder, StringComparison.Ordinal))).ToDictionary(), scopes: null, integrity: null);

    /// <summary>
    /// While developing, ASP.NET Core serves files that were added after the start with an endpoint for every path. It allows GET only, so that other methods on
    /// unknown paths get 405 instead of 404.
    /// </summary>
    private static void DisableFilesAddedWhileRunning(IConfiguration configuration) => configuration["DisableStaticAssetNotFoundRuntimeFallback"] = "true";

    private static void KeepFonts(EndpointBuilder endpoint)
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
    }
}
