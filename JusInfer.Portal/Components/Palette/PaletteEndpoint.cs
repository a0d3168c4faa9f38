using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Content;
using JusInfer.Portal.Keys;
using JusInfer.Portal.Reports.Models;

namespace JusInfer.Portal.Components.Palette;

/// <summary>What the command palette finds besides the actions of <c>palette.js</c>: pages, articles, clients and models, and for a signed-in member the developer area and their live keys.</summary>
internal static class PaletteEndpoint
{
    public const string Path = "/palette.json";

    private const int MaxKeys = 200;

    private static readonly PaletteEntry[] PublicPages =
    [
        new("Documentation", "Page", "/docs/", "help guides"), new("Connect a client", "Page", "/connect/", "agents set up sdk base url"), new("Models and prices", "Page", "/catalog", "catalog compare cost"),
        new("Blog", "Page", "/blog/"), new("Changelog", "Page", "/changelog/", "what is new releases"),
    ];

    private static readonly PaletteEntry[] DeveloperPages =
    [
        new("Keys", "Developer", "/developer/keys", "mint create revoke rotate api tokens"),
        new("Usage", "Developer", "/developer/usage", "spend cost tokens savings latency cache charts csv"),
        new("Requests", "Developer", "/developer/requests", "calls logs receipts errors"),
        new("Rejected requests", "Developer", "/developer/requests?status=rejected", "429 402 blocked"),
        new("Runs", "Developer", "/developer/runs", "agents sessions subagents prompt cache"),
        new("Playground", "Developer", "/developer/playground", "chat try compare prompt"),
        new("Members", "Developer", "/developer/members", "team people invite invitations roles caps remove reset password"),
        new("Budgets & limits", "Developer", "/developer/budgets", "caps keys rates requests tokens per minute policy"),
        new("Limits of a key", "Developer", "/developer/limits", "rates caps budgets reached used"),
        new("Wallet", "Developer", "/developer/wallet", "credit balance ledger statement"),
        new("Routing", "Developer", "/developer/routing", "automatic baseline control group measured results feedback"),
        new("Settings of the team", "Developer", "/developer/settings", "retention stored responses sharing require export leave delete"),
        new("Tenant", "Developer", "/developer/tenant", "team members caps limits"),
        new("Alerts", "Developer", "/developer/alerts", "notifications"),
        new("Webhooks", "Developer", "/developer/webhooks", "notifications"),
        new("Audit log", "Developer", "/developer/audit", "history changes"),
        new("Account", "Developer", "/account", "profile password passkeys second factor authenticator sessions email delete"),
        new("Teams", "Developer", "/account/teams", "switch create join"),
    ];

    private static readonly PaletteEntry[] OperatorPages =
    [
        new("Operator", "Operator", "/operator", "teams wallets alarms bills versions"), new("Providers", "Operator", "/operator/providers", "connect credentials health circuit breakers"),
        new("Models: prices, aliases, on and off", "Operator", "/operator/models"), new("Accounts", "Operator", "/operator/accounts", "users reset links sign out"),
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
