using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Opens the sockets of the web server as it does itself, and keeps the address of one that cannot be opened. The program says in a
/// sentence that the server cannot listen, so that the host does not log it with a stack trace.
/// </summary>
internal sealed class ListenSockets
{
    /// <summary>Logs the exception that ends a start, and those of background services.</summary>
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool hasFailed;

    /// <exception cref="ListenException">The address cannot be used.</exception>
    public Socket Open(EndPoint address)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        }
        catch (SocketException fault)
        {
            hasFailed = true;
            throw new ListenException(address, fault.SocketErrorCode);
        }
    }

    public void FilterLog(ILoggingBuilder logging) =>
        logging.AddFilter(Host, level => level >= LogLevel.Warning && (level != LogLevel.Error || !hasFailed));

    /// <summary>
    /// The server has started, without an address that failed: localhost has one of IPv4 and one of IPv6, of which one is enough.
    /// </summary>
    public void Forget() => hasFailed = false;
}
