using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Components.CatalogPages;
using JusInfer.Portal.Content;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Components.Palette;

/// <summary>What the command palette finds: pages, articles, clients and models, and for a signed-in member the developer area and their live keys.</summary>
internal static class PaletteEndpoint
{
    public const string Path = "/palette.json";

    private const int MaxKeys = 200;

    private static readonly PaletteEntry[] PublicPages =
    [
        new("Documentation", "Page", "/docs/"), new("Connect a client", "Page", "/connect/"), new("Models and prices", "Page", "/catalog"), new("Blog", "Page", "/blog/"),
        new("Changelog", "Page", "/changelog/"),
    ];

    private static readonly PaletteEntry[] DeveloperPages =
    [
        new("Keys", "Developer", "/developer/keys"), new("Usage", "Developer", "/developer/usage"), new("Requests", "Developer", "/developer/requests"),
        new("Rejected requests", "Developer", "/developer/requests/rejected"), new("Runs", "Developer", "/developer/runs"), new("Playground", "Developer", "/developer/playground"),
        new("Tenant: members, budgets, wallet", "Developer", "/developer/tenant"), new("Limits", "Developer", "/developer/limits"), new("Alerts", "Developer", "/developer/alerts"),
        new("Webhooks", "Developer", "/developer/webhooks"), new("Audit log", "Developer", "/developer/audit"), new("Account", "Developer", "/account"),
    ];

    private static readonly PaletteEntry[] OperatorPages =
    [
        new("Operator", "Operator", "/operator"), new("Providers", "Operator", "/operator/providers"), new("Models: prices, aliases, on and off", "Operator", "/operator/models"),
        new("Accounts", "Operator", "/operator/accounts"),
    ];

    public static IEndpointRouteBuilder MapPalette(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Path, ReadAsync).AllowAnonymous().ExcludeFromDescription();
        return endpoints;
    }

    private static async Task<IResult> ReadAsync(HttpContext http, SignedInResolver resolver, ApiKeyService keys, ContentLibrary library, CatalogSnapshot catalog, TimeProvider time)
    {
        http.Response.Headers.CacheControl = "no-store";
        var entries = new List<PaletteEntry>();
        if (await resolver.ResolveAsync(http.User, http.RequestAborted) is { } me)
        {
            entries.AddRange(DeveloperPages);
            if (me.IsOperator) entries.AddRange(OperatorPages);
            var live = (await keys.ListAsync(me.Member, http.RequestAborted)).Where(key => key.IsLive(time.GetUtcNow())).Take(MaxKeys);
            entries.AddRange(live.Select(static key => new PaletteEntry($"{key.Name} ({key.Display})", "Key", $"/developer/requests?key={key.Id}")));
        }
        else entries.Add(new PaletteEntry("Sign in", "Page", "/login"));

        entries.AddRange(PublicPages);
        entries.AddRange(catalog.Models.Select(static model => new PaletteEntry(model.Id, "Model", CatalogAddresses.Of(model.Id))));
        entries.Add(new PaletteEntry(catalog.Auto.Id, "Model", CatalogAddresses.Of(catalog.Auto.Id)));
        foreach (var (section, group) in ((Section, string)[])[(Section.Docs, "Docs"), (Section.Connect, "Client"), (Section.Blog, "Blog")])
            entries.AddRange(library.Current.In(section).Select(article => new PaletteEntry(article.About.Title, group, article.Address)));
        return Results.Json(entries, PaletteJson.Default.ListPaletteEntry);
    }
}
