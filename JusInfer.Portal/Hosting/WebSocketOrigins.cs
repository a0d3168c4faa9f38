namespace JusInfer.Portal.Hosting;

/// <summary>
/// Rejects WebSocket handshakes of pages of other sites (RFC 6455, section 10.2), which CORS does not cover. Browsers name the origin; programs, which name none, have no
/// cookie that someone else could use.
/// </summary>
internal static class WebSocketOrigins
{
    private const string Reason = "A page of another site cannot connect to this portal. Proxies have to pass on the Host header.";

    /// <param name="app">The pipeline of the portal.</param>
    /// <param name="publicUrl">Scheme, host and port of the portal; null if the settings do not say it.</param>
    public static void UseWebSocketOrigins(this IApplicationBuilder app, string? publicUrl) => app.Use((context, next) =>
        IsHandshake(context.Request) && !IsOwn(context.Request, publicUrl)
            ? Results.Text(Reason, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context)
            : next(context));

    /// <summary>With HTTP/1.1, or with HTTP/2 and later (RFC 8441).</summary>
    internal static bool IsHandshake(HttpRequest request) =>
        request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase) || HttpMethods.IsConnect(request.Method);

    /// <summary>Proxies often leave out the port of the host. Cookies do not distinguish ports either.</summary>
    private static bool IsOwn(HttpRequest request, string? publicUrl) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || string.Equals(origin, publicUrl, StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && string.Equals(address.Host, request.Host.Host, StringComparison.OrdinalIgnoreCase));
}
