using System.Net.Sockets;

namespace JusInfer.Portal.Primitives.Networks;

/// <summary>
/// Closes TCP connections whose peer has taken nothing of what was sent for two minutes, because it is gone or does not read. The system's
/// default is a quarter of an hour for a peer that is gone, and no limit for one that does not read. Only on Linux (tcp(7),
/// TCP_USER_TIMEOUT).
/// </summary>
internal static class TcpSendTimeout
{
    private const int TcpLevel = 6;
    private const int UserTimeout = 18;
    private const int Milliseconds = 120_000;

    /// <summary>Applies to the socket, and to the connections that a listening one accepts.</summary>
    public static void Enable(Socket socket)
    {
        if (OperatingSystem.IsLinux()) socket.SetRawSocketOption(TcpLevel, UserTimeout, BitConverter.GetBytes(Milliseconds));
    }
}
