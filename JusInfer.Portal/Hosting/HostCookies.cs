namespace JusInfer.Portal.Hosting;

/// <summary>
/// Gives all cookies of the portal the prefix <c>__Host-</c> where browsers support it (RFC 6265bis, section 4.1.3.2), so that neither another host of the domain nor
/// someone between a browser and plain HTTP can set them. The code behind this middleware sees them without the prefix. Cookies that came in another way than the one
/// that the request needs are left out: without the prefix where it is required, and all of them where nobody can sign in.
/// </summary>
internal static class HostCookies
{
    private const string Prefix = "__Host-";

    /// <summary>The color theme, which a script sets. It opens nothing.</summary>

    public static void UseHostCookies(this IApplicationBuilder app, ProxyOptions options)
    {
        app.Use((context, next) =>
        {
            var request = context.Request;
            if (request.Headers.Cookie is { Count: > 0 } sent)
                request.Headers.Cookie = Accept(string.Join("; ", sent.AsEnumerable()), request, options);
            return next(context);
        });
        app.UseCookiePolicy(new CookiePolicyOptions
        {
            OnAppendCookie = static cookie => cookie.CookieName = Restrict(cookie.Context, cookie.CookieName, cookie.CookieOptions),
            OnDeleteCookie = static cookie => cookie.CookieName = Restrict(cookie.Context, cookie.CookieName, cookie.CookieOptions),
        });
    }

    /// <summary>
    /// The cookies of a request that count, without their prefix, as in the header <c>Cookie</c>. Only a semicolon separates them, and only
    /// space and tab surround them: browsers look for the prefix at no other place, so that another host of the domain could set what
    /// begins after a comma or a Unicode space. ASP.NET Core would split at commas, which no cookie of the portal has.
    /// </summary>
    private static string Accept(string sent, HttpRequest request, ProxyOptions options)
    {
        var all = sent.Split(';').Select(static cookie => cookie.Trim(' ', '\t'));
        var cookies = all.Where(static cookie => cookie.Length > 0 && !cookie.Contains(',')).ToArray();
        var prefixed = cookies.Where(static cookie => cookie.StartsWith(Prefix, StringComparison.Ordinal)).Select(static cookie => cookie[Prefix.Length..]).ToArray();
        var others = cookies.Where(static cookie => !cookie.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToArray();
        var accepted = !BrowserTransport.IsAllowed(request, options) ? []
            : BrowserTransport.TakesSecureCookies(request) ? prefixed
            : others;
        var hasTheme = Array.Exists(accepted, IsTheme);
        return string.Join("; ", [.. accepted, .. others.Where(cookie => !hasTheme && IsTheme(cookie))]);
    }

    /// <summary>Of any host, so nothing else may be in it: ASP.NET Core reads on behind what is not a cookie.</summary>
    private static bool IsTheme(string cookie) => cookie is "theme=dark" or "theme=light";

    /// <returns>The name for the browser.</returns>
    private static string Restrict(HttpContext context, string name, CookieOptions options)
    {
        if (!BrowserTransport.TakesSecureCookies(context.Request)) return name;
        (options.Secure, options.Path, options.Domain) = (true, "/", null);
        return Prefix + name;
    }
}
