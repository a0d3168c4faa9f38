using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>How a browser reaches the portal, which decides about its cookies.</summary>
internal static class BrowserTransport
{
    /// <summary>Whether people can sign in this way.</summary>
    public static bool IsAllowed(HttpRequest request, ProxyOptions options) =>
        request.IsHttps || options.AllowsPlainHttp || Loopback.Includes(request.Host.Host);

    /// <summary>
    /// Whether the browser takes cookies with <c>Secure</c> here: over HTTPS, and from this machine without it, where nobody is in between. Safari takes none from
    /// this machine without HTTPS (https://bugs.webkit.org/show_bug.cgi?id=281149).
    /// </summary>
    public static bool TakesSecureCookies(HttpRequest request) =>
        request.IsHttps || (Loopback.Includes(request.Host.Host) && !IsSafari(request.Headers.UserAgent.ToString()));

    private static bool IsSafari(string userAgent) =>
        userAgent.Contains("Safari/", StringComparison.Ordinal)
        && !userAgent.Contains("Chrome/", StringComparison.Ordinal) && !userAgent.Contains("Chromium/", StringComparison.Ordinal);
}
