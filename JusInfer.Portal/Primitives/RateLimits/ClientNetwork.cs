using System.Buffers.Binary;
using System.Net;

namespace JusInfer.Portal.Primitives.RateLimits;

/// <summary>The network that a client calls from: its IPv4 address, or the /64 of its IPv6 address, the size of one customer's network.</summary>
internal readonly record struct ClientNetwork(bool IsIPv6, ulong Prefix)
{
    private const int IPv6Bytes = 16;

    /// <param name="address">The client's address; null where the connection has none, as in tests without sockets.</param>
    public static ClientNetwork From(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[IPv6Bytes];
        if (address is null || !address.MapToIPv6().TryWriteBytes(bytes, out _)) return default;
        return address.GetAddressBytes().Length == IPv6Bytes && !address.IsIPv4MappedToIPv6
            ? new ClientNetwork(IsIPv6: true, BinaryPrimitives.ReadUInt64BigEndian(bytes))
            : new ClientNetwork(IsIPv6: false, BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
    }

    /// <summary>Seeded per process and without a lossy step, so that nobody can choose a network with the hash of another.</summary>
    public override int GetHashCode() => HashCode.Combine(IsIPv6, (uint)(Prefix >> 32), (uint)Prefix);
}
