using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace JusInfer.Portal.Hosting;

/// <summary>The web server's own limits, where the gateway's promises need others than the defaults.</summary>
internal static class KestrelLimits
{
    private const long MaxFormBytes = 1024 * 1024;

    public static void UseKestrelLimits(this WebApplicationBuilder builder) =>
        builder.WebHost.UseSockets(PreferInlineScheduling).ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;

            // A client may lose its network for seconds in mid-stream and go on; a slow reader is no attacker here.
            server.Limits.MinResponseDataRate = null;

            // Forms and control-plane calls are small. The data plane reads its own bodies, with its own bound and words.
            server.Limits.MaxRequestBodySize = MaxFormBytes;
        });

    /// <summary>
    /// A socket's completion comes on a pool thread already; going on there saves a second hop and, measured when it was set, a tenth or
    /// more of a call's CPU. The data plane waits for nothing but the store, once a key and minute.
    /// </summary>
    private static void PreferInlineScheduling(SocketTransportOptions sockets) => sockets.UnsafePreferInlineScheduling = true;
}
