using JusInfer.Portal.Accounts;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Data;
using JusInfer.Portal.Mail;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The text on the console after startup: addresses, store, providers, sign-up, e-mail, an example request and, while there is no operator, the
/// setup link. It is not logged, because the link is a credential.
/// </summary>
internal static class StartupBanner
{
    /// <param name="app">The application.</param>
    /// <param name="setupToken">The token of the setup link; null where there is an operator.</param>
    public static void PrintOnceStarted(WebApplication app, Secret? setupToken) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var catalog = app.Services.GetRequiredService<CatalogSource>().Current;
        Console.Out.Write(
            Text(app.Urls.FirstOrDefault() ?? "http://localhost:5080", catalog, app.Services.GetRequiredService<PortalSettings>(), setupToken));
    });

    public static string Text(string url, CatalogSnapshot catalog, PortalSettings settings, Secret? setupToken)
    {
        var address = url.Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal);
        var usable = catalog.Providers.Where(provider => provider.Usable && provider.Dialect != Dialect.Simulator)
            .Select(provider => provider.Id).ToList();
        var providers = usable.Count > 0
            ? string.Join(", ", usable)
            : catalog.IsDemo ? "none usable (demo mode: the embedded simulator answers every call)"
            : "none usable: every call fails";
        var connect = catalog.Providers.Any(static provider => provider is { Enabled: true, RequiresCredential: true, Credential: null })
            ? $"{Environment.NewLine}              Connect {(usable.Count > 0 ? "more" : "one")} at {address}/operator/providers"
            : "";
        return $$"""

            JusInfer is running.
              Portal      {{address}}
              Gateway     {{address}}/v1
              Store       {{(settings.Store.IsShared ? "PostgreSQL" : settings.Store.SqliteFile)}}
              Key ring    {{KeyRing(settings.Store)}}
              Providers   {{providers}}{{connect}}
              Sign-up     {{SignUp(settings.Accounts.SignUp, catalog.IsDemo)}}
              E-mail      {{Mail(settings.Mail)}}

            {{FirstStep(address, setupToken)}}
            Mint a key, then try:
              curl {{address}}/v1/chat/completions -H "Authorization: Bearer $JUSINFER_API_KEY" -H "Content-Type: application/json" \
                -d '{"model":"jusInfer-auto","messages":[{"role":"user","content":"Say hello."}]}'


            """;
    }

    private static string SignUp(SignUpMode? configured, bool isDemo)
    {
        var mode = SignUpPolicy.For(configured, isDemo).Mode.ToString().ToLowerInvariant();
        if (configured is not null) return $"{mode} (Accounts:SignUp)";
        return isDemo ? $"{mode} (the default in demo mode)" : $"{mode} (the default with a usable provider, and after one was connected in the portal; Accounts:SignUp changes it)";
    }

    private static string KeyRing(StoreOptions store) => store.WrappingKeys.Current is { } key
        ? $"wrapped with {key.Id}"
        : "in plain text in the store (Secrets:KeyFile or Secrets:CertificateFile wraps it)";

    private static string Mail(MailOptions mail) => mail.Smtp is { } smtp
        ? $"{smtp.Host}:{smtp.Port}, links to {mail.PublicUrl}"
        : "none (Smtp:Host): reset links and invitations are copied from the portal";

    private static string FirstStep(string address, Secret? setupToken) => setupToken is null
        ? $"Sign in at {address}/login."
        : $"""
            There is no operator yet. Open this link once to create the operator's account, and keep it secret until then:
              {SetupLink.To(address, setupToken)}

            """;
}
