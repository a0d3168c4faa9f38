using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Hosting;

/// <summary>The text on the console after startup: addresses, store, providers and an example request.</summary>
internal static class StartupBanner
{
    public static void PrintOnceStarted(WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var catalog = app.Services.GetRequiredService<CatalogSnapshot>();
        Console.Out.Write(
            Text(app.Urls.FirstOrDefault() ?? "http://localhost:5080", catalog, app.Services.GetRequiredService<PortalSettings>()));
    });

    public static string Text(string url, CatalogSnapshot catalog, PortalSettings settings)
    {
        var address = url.Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal);
        var usable = catalog.Providers.Where(provider => provider.Usable && provider.Dialect != Dialect.Simulator)
            .Select(provider => provider.Id).ToList();
        var providers = usable.Count > 0
            ? string.Join(", ", usable)
            : "none usable (demo mode: the embedded simulator answers every call)";
        var missing = catalog.Providers.Where(provider => provider is { Enabled: true, ApiKeyEnv: not null, Credential: null })
            .Select(provider => provider.ApiKeyEnv).Distinct().ToList();
        var connect = missing.Count == 0
            ? ""
            : $"{Environment.NewLine}              To connect more, set {string.Join(", ", missing)} and restart.";
        return $$"""

            JusInfer is running.
              Portal      {{address}}
              Gateway     {{address}}/v1
              Store       {{(settings.Store.IsShared ? "PostgreSQL" : settings.Store.SqliteFile)}}
              Providers   {{providers}}{{connect}}

            Sign up at {{address}}/login, mint a key, then try:
              curl {{address}}/v1/chat/completions -H "Authorization: Bearer $JUSINFER_API_KEY" -H "Content-Type: application/json" \
                -d '{"model":"jusInfer-auto","messages":[{"role":"user","content":"Say hello."}]}'


            """;
    }
}
