using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Gives a request the host under which the portal answers. Redirects, the addresses of the authorization server and those that are
/// registered at identity providers begin with it, and are compared as text.
/// </summary>
internal static class RequestHosts
{
    private const string HttpPort = ":80";
    private const string HttpsPort = ":443";

    /// <param name="app">The pipeline, after the scheme of the client is known.</param>
    /// <param name="publicUrl">Scheme, host and port of this portal; null if they are not set.</param>
    public static void UseRequestHosts(this IApplicationBuilder app, string? publicUrl)
    {
        var published = publicUrl is null ? default : new HostString(new Uri(publicUrl).Authority);
        app.Use((context, next) =>
        {
            var (request, host) = (context.Request, context.Request.Headers.Host.ToString());

            // Probes of load balancers speak HTTP/1.0 without it (dotnet/aspnetcore#5909); nothing can be rendered without one.
            if (host.Length == 0) host = (request.Host = published.HasValue ? published : OwnAddressOf(context.Connection)).Value!;

            // Browsers leave out the default port, and proxies add it (apache/cxf#348, hkamel/sonar-auth-aad#83).
            var port = request.IsHttps ? HttpsPort : HttpPort;
            if (host.EndsWith(port, StringComparison.Ordinal)) request.Host = new HostString(host[..^port.Length]);
            return next(context);
        });
    }

    private static HostString OwnAddressOf(ConnectionInfo connection) => connection.LocalIpAddress is { } address
        ? new HostString(AddressRange.Normalize(address).ToString(), connection.LocalPort)
        : new HostString("localhost");
}
