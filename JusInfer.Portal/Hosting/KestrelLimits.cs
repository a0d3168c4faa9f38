using System.Net;
using JusInfer.Portal.Primitives.Networks;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace JusInfer.Portal.Hosting;

/// <summary>Sets the web server's limits that differ from the defaults.</summary>
internal static class KestrelLimits
{
    private const long MaxFormBytes = 1024 * 1024;

    /// <summary>
    /// What Kestrel receives of a body before it is read. It does so on the threads of the calls, at once: with the default of 1 MiB, forty
    /// connections with large bodies delayed the calls of others by 25 ms (benchmark <c>isolation.py</c>).
    /// </summary>
    private const long MaxBufferedBytes = 128 * 1024;

    public static void UseKestrelLimits(this WebApplicationBuilder builder, ListenSockets listening)
    {
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ConnectionBlocks>();
        builder.WebHost.UseSockets(sockets => Configure(sockets, listening)).ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;

            // A client that loses its network for some seconds in mid-stream must be able to continue, so there is no minimum rate.
            // DeliveryStream and the socket's limit below end what a client does not read.
            server.Limits.MinResponseDataRate = null;

            server.Limits.MaxRequestBufferSize = MaxBufferedBytes;

            // Forms and control-plane calls are small. The data plane reads its bodies itself, with its own limit and error.
            server.Limits.MaxRequestBodySize = MaxFormBytes;

            var connections = server.ApplicationServices.GetRequiredService<OpenConnections>();
            server.ConfigureEndpointDefaults(endpoint => endpoint.Use(connections.Track));
        });
    }

    /// <summary>
    /// Runs a socket's continuations on the thread that completed the operation, which is a pool thread already. This saves a thread switch
    /// and, measured when it was set, at least 10 percent of a call's CPU time. It is safe because the data plane does not block: it waits
    /// only for the store, once per key and minute.
    /// </summary>
    private static void Configure(SocketTransportOptions sockets, ListenSockets listening)
    {
        sockets.UnsafePreferInlineScheduling = true;
        sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = listening.Open(endpoint);
            if (endpoint is not IPEndPoint) return socket;
            TcpKeepAlive.Enable(socket);
            TcpSendTimeout.Enable(socket);
            return socket;
        };
    }
}
