using JusInfer.Portal.Accounts;

namespace JusInfer.Portal.Hosting;

/// <summary>Rejects calls of the endpoints with <see cref="NeedsHttpsAttribute"/> where a browser came over plain HTTP that nobody has allowed. Runs after routing.</summary>
internal static class PlainHttpRejection
{
    private const string Reason =
        "Signing in needs HTTPS, because over plain HTTP others on the way can read passwords and take over the session. Open this address with https://. "
        + "Operators: name the proxy that terminates TLS in Proxy:Known, or set Proxy:AllowPlainHttp=true.";

    public static void UsePlainHttpRejection(this IApplicationBuilder app, ProxyOptions options) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<NeedsHttpsAttribute>() is null || BrowserTransport.IsAllowed(context.Request, options)
            ? next(context)
            : Results.Text(Reason, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context));
}
