using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Secret = JusInfer.Portal.Primitives.Secret;

namespace JusInfer.Portal.Accounts.External;

/// <summary>
/// Sends a browser to a provider and checks with what it returns. The framework's handler makes and checks the state and PKCE (S256); this class adds the nonce, the
/// endpoints that the provider publishes, and the id token. What it finds out is in the cookie <see cref="Microsoft.AspNetCore.Identity.IdentityConstants.ExternalScheme"/>
/// for five minutes, which <see cref="ExternalSignIn"/> reads.
/// </summary>
internal sealed partial class ExternalSignInHandler(
    IOptionsMonitor<ExternalSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ExternalProviders providers, ProviderClient client)
    : OAuthHandler<ExternalSchemeOptions>(options, loggers, encoder)
{
    private const string NonceItem = "nonce";
    private const string CorrelationItem = "correlation";

    /// <summary>How many tabs of a browser can sign in at once. The one after the last ends the oldest.</summary>
    private const int MaxAttempts = 5;

    /// <summary>
    /// Begins the names of the cookies that bind a sign-in to the browser. Each attempt has one, for people with several tabs.
    /// </summary>
    private const string CookiePrefix = SharedCookie + "-";

    /// <summary>
    /// The cookie of the last attempt, which is the only one that nodes of the previous release know: a sign-in can begin on one of them
    /// and end here, or the other way round.
    /// </summary>
    private const string SharedCookie = "jusinfer-external";

    private const int CookieSuffixLength = 12;

    private const int MaxErrorLength = 40;

    private IExternalProvider Provider => providers.OfScheme(Scheme.Name);

    private static string Nonce(AuthenticationProperties properties) => properties.Items[NonceItem] ?? throw new InvalidOperationException("The state has no nonce.");

    /// <summary>Leads the browser to the page that says why the sign-in did not succeed.</summary>
    public static Task RedirectAsync(HandleRequestContext<RemoteAuthenticationOptions> context, ExternalProviderOptions provider, ExternalFailure failure)
    {
        context.Response.Redirect(ExternalSignInEndpoints.AddressOf(provider, failure));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Logs the error with which a provider sent a browser back, if it looks like one (RFC 6749, section 4.1.2.1).</summary>
    public static void LogProviderError(HttpContext context, ExternalProviderOptions provider, string error)
    {
        var logger = context.RequestServices.GetRequiredService<ILogger<ExternalSignInHandler>>();
        var isCode = error.Length is > 0 and <= MaxErrorLength && error.All(static sign => char.IsAsciiLetterLower(sign) || sign == '_');
        LogFault(logger, provider.Name, $"The provider sent the browser back with {(isCode ? $"the error {error}" : "an unknown error")}.");
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!(await Provider.FindEndpointsAsync(Context.RequestAborted)).TryGet(out var endpoints, out var fault))
        {
            LogFault(Logger, Provider.Options.Name, fault.Reason);
            Response.Redirect(ExternalSignInEndpoints.AddressOf(Provider.Options, fault.Failure));
            return;
        }

        // The base class reads it from there. All requests set the same.
        Options.AuthorizationEndpoint = endpoints.Authorization;
        properties.Items[NonceItem] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri) =>
        QueryHelpers.AddQueryString(base.BuildChallengeUrl(properties, redirectUri), "nonce", Nonce(properties));

    protected override void GenerateCorrelationId(AuthenticationProperties properties)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        properties.Items[CorrelationItem] = id;

        // Browsers send the oldest first (RFC 6265, section 5.4).
        var earlier = Request.Cookies.Keys.Where(static name => name.StartsWith(CookiePrefix, StringComparison.Ordinal)).ToArray();
        foreach (var name in earlier.SkipLast(MaxAttempts - 1)) Response.Cookies.Delete(name, CookieOf(lifetime: null));
        foreach (var name in NamesOf(id)) Response.Cookies.Append(name, id, CookieOf(Options.RemoteAuthenticationTimeout));
    }

    /// <summary>The cookie is deleted, so that the browser cannot use the answer of the provider again.</summary>
    protected override bool ValidateCorrelationId(AuthenticationProperties properties)
    {
        if (!properties.Items.TryGetValue(CorrelationItem, out var expected) || expected is null) return false;
        var sent = NamesOf(expected).Where(name => Request.Cookies[name] is { } id
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(expected))).ToArray();
        foreach (var name in sent) Response.Cookies.Delete(name, CookieOf(lifetime: null));
        return sent.Length > 0;
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        if (!(await Provider.FindEndpointsAsync(Context.RequestAborted)).TryGet(out var endpoints, out var fault)) return Failed(fault);

        // The answer of another provider must not be used at this one (RFC 9207).
        if (Request.Query["iss"] is [{ } issuer, ..] && issuer != endpoints.Issuer) return Failed(ProviderFault.Rejected("The browser returned from another issuer."));
        var verifier = context.Properties.Items[OAuthConstants.CodeVerifierKey] ?? "";
        context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey);
        var answer = await client.ExchangeAsync(Provider.Options, endpoints, context.Code, context.RedirectUri, verifier, Context.RequestAborted);
        if (!answer.TryGet(out var tokens, out fault)) return Failed(fault);

        // GitHub answers an error with status 200.
        return tokens.ValueKind is JsonValueKind.Object && tokens.TryGetProperty("access_token", out var access) && access.ValueKind is JsonValueKind.String
            ? OAuthTokenResponse.Success(JsonDocument.Parse(tokens.GetRawText()))
            : Failed(ProviderFault.Rejected("The provider gave no access token for the code."));
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        var id = tokens.Response!.RootElement.TryGetProperty("id_token", out var text) && text.ValueKind is JsonValueKind.String ? new Secret(text.GetString()!) : null;
        var found = await Provider.IdentifyAsync(new ProviderTokens(new Secret(tokens.AccessToken!), id), Nonce(properties), Context.RequestAborted);
        if (!found.TryGet(out var who, out var fault))
        {
            LogFault(Logger, Provider.Options.Name, fault.Reason);
            throw new ExternalSignInException(fault);
        }

        identity.AddClaims(who.ToClaims());
        return new AuthenticationTicket(new ClaimsPrincipal(identity), properties, Scheme.Name);
    }

    private static string[] NamesOf(string id) => [CookiePrefix + id[..CookieSuffixLength], SharedCookie];

    private OAuthTokenResponse Failed(ProviderFault fault)
    {
        LogFault(Logger, Provider.Options.Name, fault.Reason);
        return OAuthTokenResponse.Failed(new ExternalSignInException(fault));
    }

    private CookieOptions CookieOf(TimeSpan? lifetime) =>
        new() { Path = "/", HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, Secure = Request.IsHttps, MaxAge = lifetime };

    [LoggerMessage(LogEvents.ExternalSignInFailed, LogLevel.Warning, "A sign-in with provider {Provider} failed. {Reason}")]
    private static partial void LogFault(ILogger logger, string provider, string reason);
}
