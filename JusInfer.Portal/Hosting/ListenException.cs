using System.Net;
using System.Net.Sockets;

namespace JusInfer.Portal.Hosting;

/// <summary>The web server cannot listen on an address.</summary>
internal sealed class ListenException(EndPoint address, SocketError error) : SocketException((int)error)
{
    /// <summary>Which address it is, why, and what to do.</summary>
    public string Description => $"The server cannot listen on {address}: {Describe(address as IPEndPoint)}";

    /// <summary>
    /// The exit code. A port that is in use may become free, and an address may come with a network that is not up yet, so that another
    /// start helps. Everything else stays wrong.
    /// </summary>
    public int ExitCode => SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AddressNotAvailable
        ? ExitCodes.Unavailable
        : ExitCodes.Configuration;

    /// <summary>
    /// The one that ended a start; null if it ended for another reason. Kestrel wraps it in others, several if it has tried the IPv4 and
    /// the IPv6 address of localhost.
    /// </summary>
    public static ListenException? FindIn(Exception fault) => fault switch
    {
        ListenException found => found,
        AggregateException { InnerExceptions: var several } => several.Select(FindIn).FirstOrDefault(static found => found is not null),
        _ => fault.InnerException is { } cause ? FindIn(cause) : null,
    };

    private string Describe(IPEndPoint? address) => SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse =>
            "another program listens on this port. Stop that program, or choose another port with --urls (environment variable "
            + "ASPNETCORE_URLS).",
        SocketError.AccessDenied =>
            $"the user of this process may not listen on {(address is null ? "it" : $"port {address.Port}")}. Choose a port from 1024 on "
            + "with --urls (environment variable ASPNETCORE_URLS), with a reverse proxy in front of it, or grant CAP_NET_BIND_SERVICE.",
        SocketError.AddressNotAvailable =>
            $"{address?.Address} is not an address of this machine. Choose one of its own with --urls (environment variable "
            + "ASPNETCORE_URLS), or all of them with http://*:PORT.",
        _ => $"{Message}. Choose another address with --urls (environment variable ASPNETCORE_URLS).",
    };
}
