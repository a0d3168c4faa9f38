using System.Collections.Immutable;
using System.Net;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Rejects requests that name another host than those of <c>Proxy:AllowedHosts</c>: a site whose name leads to this server (DNS
/// rebinding), and links with the name of another site. Probes of load balancers name the address that they ask, or nothing, and requests
/// from this machine a loopback name; no other site can make a browser send those.
/// </summary>
internal static class AllowedHosts
{
    private const int MaxNameLength = 100;
    private const string HealthPath = "/health";

    public static void UseAllowedHosts(this IApplicationBuilder app, ImmutableArray<string> hosts)
    {
        if (hosts.IsEmpty) return;
        app.Use((context, next) => IsAllowed(context, hosts) ? next(context) : RejectAsync(context));
    }

    private static bool IsAllowed(HttpContext context, ImmutableArray<string> hosts)
    {
        var host = context.Request.Host.Host;
        return host.Length == 0 || Loopback.Includes(host) || Matches(host, hosts) || IsOwnAddress(context.Connection, host)
            || context.Request.Path.StartsWithSegments(HealthPath, StringComparison.OrdinalIgnoreCase);
    }

    private static bool Matches(string host, ImmutableArray<string> hosts)
    {
        foreach (var allowed in hosts)
        {
            if (Matches(host, allowed)) return true;
        }

        return false;
    }

    private static bool Matches(string host, string allowed) => allowed.StartsWith('*')
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : string.Equals(host.Trim('[', ']'), allowed, StringComparison.OrdinalIgnoreCase);

    private static bool IsOwnAddress(ConnectionInfo connection, string host) =>
        IPAddress.TryParse(host, out var address) && connection.LocalIpAddress is { } own && AddressRange.Normalize(own).Equals(AddressRange.Normalize(address));

    private static Task RejectAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (host.Length > MaxNameLength) host = string.Concat(host.AsSpan(0, MaxNameLength), "…");
        return ErrorResponse.WriteAsync(
            context,
            new GatewayError(
                StatusCodes.Status421MisdirectedRequest,
                ErrorCodes.InvalidRequest,
                $"This server does not answer for the host \"{host}\". Use the address that the operator has published; operators list further hosts in Proxy:AllowedHosts."));
    }
}
