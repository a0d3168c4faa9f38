using JusInfer.Portal.Accounts;
using JusInfer.Portal.Api;
using JusInfer.Portal.Reports.Views;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Rejects calls of the endpoints with <see cref="NeedsHttpsAttribute"/> over plain HTTP that nobody has allowed. Runs after routing.
/// </summary>
internal static class PlainHttpRejection
{
    private const string Reason =
        "Signing in needs HTTPS, because over plain HTTP others on the way can read passwords and take over the session. Open this address with https://. "
        + "Operators: name the proxy that terminates TLS in Proxy:Known, or set Proxy:AllowPlainHttp=true.";

    public static void UsePlainHttpRejection(this IApplicationBuilder app, ProxyOptions options) => app.Use((context, next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<NeedsHttpsAttribute>() is null || BrowserTransport.IsAllowed(context.Request, options)
            ? next(context)
            : RejectionOf(context.Request.Path).ExecuteAsync(context));

    /// <summary>As programs read it that call the control plane or the authorization server, otherwise for people.</summary>
    private static IResult RejectionOf(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) ? Problems.From(new RequestError.Forbidden(Reason))
        : path.StartsWithSegments("/oauth", StringComparison.OrdinalIgnoreCase)
            ? Results.Json(new OAuthErrorView("invalid_request", Reason), OAuthJson.Default.OAuthErrorView, statusCode: 403)
        : Results.Text(Reason, statusCode: StatusCodes.Status403Forbidden);
}
