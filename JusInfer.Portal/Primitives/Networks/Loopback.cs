using System.Net;

namespace JusInfer.Portal.Primitives.Networks;

/// <summary>Names and addresses that mean this machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3).</summary>
internal static class Loopback
{
    private const string Name = "localhost";

    /// <param name="host">The host of a URL or of a <c>Host</c> header, without its port.</param>
    public static bool Includes(string host) =>
        string.Equals(host, Name, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith("." + Name, StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
