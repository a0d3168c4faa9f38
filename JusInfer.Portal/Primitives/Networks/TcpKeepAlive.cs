using System.Net.Sockets;

namespace JusInfer.Portal.Primitives.Networks;

/// <summary>
/// Probes idle TCP connections, so that firewalls and NAT gateways do not forget them, and a peer that is gone is noticed. The system's
/// default is two hours.
/// </summary>
internal static class TcpKeepAlive
{
    private const int IdleSeconds = 60;
    private const int IntervalSeconds = 15;
    private const int Probes = 4;

    /// <summary>Applies to the socket, and on Linux to the connections that a listening one accepts.</summary>
    public static void Enable(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, IntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
    }
}
