namespace JusInfer.Portal.Hosting;

/// <summary>Response headers that restrict the browser to what the pages need: own scripts only, no framing, no content sniffing.</summary>
internal static class SecurityHeaders
{
    /// <summary>Inline styles are allowed, because the UI kit and the charts position elements with them; inline scripts are not.</summary>
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; " +
        "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        return next(context);
    });
}
