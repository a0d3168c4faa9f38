using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JusInfer.Portal.Components.Developer.Playground;

/// <summary>
/// The address on which this process listens, for a client within it. The address of the page can be that of a proxy that this process cannot reach, or of
/// another node.
/// </summary>
internal static class LoopbackAddress
{
    private const string UnixPrefix = "http://unix:";

    /// <summary>A client for this process. Its base address is read with the first request, because the port is known when the server has started.</summary>
    public static HttpMessageHandler HandlerFor(IServer server) => new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(AddressOf(server), context, cancellationToken),

#pragma warning disable MA0039 // The certificate names the host that clients use. At the loopback address only this process can have answered.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, errors) => errors is SslPolicyErrors.None || AddressOf(server).IsLoopback },
#pragma warning restore MA0039
    };

    /// <summary>The address to send requests to, without a trailing slash.</summary>
    public static Uri AddressOf(IServer server) => Choose(server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []);

    /// <summary>HTTP before HTTPS, with the loopback address in the place of a wildcard.</summary>
    public static Uri Choose(IEnumerable<string> addresses)
    {
        var chosen = addresses.OrderBy(static address => address.StartsWith("https:", StringComparison.OrdinalIgnoreCase)).FirstOrDefault()
            ?? throw new InvalidOperationException("The server has no address.");
        if (chosen.StartsWith(UnixPrefix, StringComparison.OrdinalIgnoreCase)) return new Uri("http://localhost/?" + Uri.EscapeDataString(chosen[UnixPrefix.Length..]));
        var parsed = BindingAddress.Parse(chosen);
        var host = parsed.Host switch
        {
            "*" or "+" or "0.0.0.0" => "127.0.0.1",
            "[::]" => "[::1]",
            var named => named,
        };
        return new Uri($"{parsed.Scheme}://{host}:{parsed.Port}");
    }

    private static async ValueTask<Stream> ConnectAsync(Uri address, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        EndPoint target = address.Query.Length > 1 ? new UnixDomainSocketEndPoint(Uri.UnescapeDataString(address.Query[1..])) : context.DnsEndPoint;
        var socket = target is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
