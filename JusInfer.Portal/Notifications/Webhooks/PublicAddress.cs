using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>
/// Which IP addresses belong to the public internet: those that the registries of special-purpose addresses (RFC 6890) do not list. Others could be
/// services next to the server that trust their network, such as the metadata service of a cloud.
/// </summary>
internal static class PublicAddress
{
    private static readonly ImmutableArray<IPNetwork> Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The only allocated unicast addresses of IPv6. The rest is unassigned, link-local, unique-local, multicast or embeds an IPv4 address.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>Special addresses within them: protocol assignments with Teredo, documentation, and 6to4, which embeds an IPv4 address.</summary>
    private static readonly ImmutableArray<IPNetwork> SpecialUnicast = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    public static bool Includes(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetwork
            ? !Special.Any(network => network.Contains(address))
            : GlobalUnicast.Contains(address) && !SpecialUnicast.Any(network => network.Contains(address));
    }
}
