using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Response headers that restrict the browser. Pages may load own scripts only, and nothing else that is answered may load or run anything; nothing is framed, and no
/// content is sniffed. Over HTTPS, browsers are told to use nothing else (RFC 6797). What is answered to a credential is not stored by proxies, and text says its charset.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Inline styles are allowed, because the UI kit and the charts position elements with them; of inline scripts only the import map, by its hash.
    /// </summary>
    private const string PagePolicy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'; script-src 'self'";

    private static readonly ConditionalWeakTable<ImportMapDefinition, string> PagePolicies = [];

    private const string DataPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'";

    private const string OneYear = "max-age=31536000";

    /// <summary>Sets the headers of all responses when they start: an error clears what was set before.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app, HstsScope scope)
    {
        var transport = scope switch
        {
            HstsScope.Host => OneYear,
            HstsScope.Subdomains => $"{OneYear}; includeSubDomains",
            _ => null,
        };
        Func<object, Task> set = SetAsync;
        app.Use((context, next) =>
        {
            context.Response.OnStarting(set, context);
            return next(context);
        });

        Task SetAsync(object state)
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = DataPolicy;
            if (context.Response.ContentType is { } type && type.StartsWith("text/", StringComparison.Ordinal) && !type.Contains("charset", StringComparison.Ordinal))
                context.Response.ContentType = $"{type}; charset=utf-8";
            if (headers.CacheControl.Count == 0 && HasCredential(context.Request.Headers)) headers.CacheControl = "no-store";
            if (transport is not null && context.Request.IsHttps) headers.StrictTransportSecurity = transport;
            return Task.CompletedTask;
        }
    }

    /// <summary>Whether a request has a key or token. Shared caches know <c>Authorization</c> only (RFC 9111, section 3.5).</summary>
    private static bool HasCredential(IHeaderDictionary headers) => headers.Authorization.Count > 0 || headers.ContainsKey("x-api-key");

    /// <summary>Sets the headers of pages and of what they load.</summary>
    public static void UsePageHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<ImportMapDefinition>() is { } imports
            ? PagePolicies.GetValue(imports, static map => $"{PagePolicy} '{HashOf(map)}'")
            : PagePolicy;
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        return next(context);
    });

    /// <summary>The hash of an inline script (CSP level 3, section 2.3.1).</summary>
    private static string HashOf(ImportMapDefinition map) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map.ToString())))}";
}
