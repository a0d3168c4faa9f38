namespace JusInfer.Portal.Hosting;

/// <summary>The web server's own limits, where the gateway's promises need others than the defaults.</summary>
internal static class KestrelLimits
{
    public static void UseKestrelLimits(this WebApplicationBuilder builder) => builder.WebHost.ConfigureKestrel(server =>
    {
        server.AddServerHeader = false;

        // A client may lose its network for seconds in mid-stream and go on; a slow reader is no attacker here, the idle time of a call bounds it.
        server.Limits.MinResponseDataRate = null;

        // Bodies are bounded where they are read, with an error in the caller's dialect.
        server.Limits.MaxRequestBodySize = null;
    });
}
