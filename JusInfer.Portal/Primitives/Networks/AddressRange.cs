using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace JusInfer.Portal.Primitives.Networks;

/// <summary>
/// An IP address, or a network in CIDR notation (RFC 4632, RFC 4291). IPv4 addresses that are mapped to IPv6 are the same as the IPv4 addresses.
/// </summary>
internal readonly record struct AddressRange
{
    private const int IPv4Bits = 32;

    /// <summary>The prefix of IPv4 addresses that are mapped to IPv6, <c>::ffff:0:0/96</c>.</summary>
    private const int MappedPrefixBits = 96;

    private readonly IPNetwork network;

    private AddressRange(IPNetwork network) => this.network = network;

    /// <summary>
    /// Reads a range. IPv4 addresses need four decimal numbers without leading zeros, because other forms mean different addresses to different programs.
    /// A network has no bits after its prefix.
    /// </summary>
    public static bool TryParse(string? text, out AddressRange range)
    {
        range = default;
        if (Split(text) is not var (address, prefix) || !Masked(address, prefix).Equals(address)) return false;
        range = new AddressRange(new IPNetwork(address, prefix));
        return true;
    }

    /// <summary>Ranges as they are stored; null if there are none.</summary>
    public static string[]? ToTexts(ImmutableArray<AddressRange> ranges) =>
        ranges.IsEmpty ? null : [.. ranges.Select(static range => range.ToString())];

    public static ImmutableArray<AddressRange> FromTexts(string[]? stored) => stored is null ? [] : [.. stored.Select(Parse)];

    /// <exception cref="FormatException">The text is not a range.</exception>
    public static AddressRange Parse(string text) => TryParse(text, out var range) ? range : throw new FormatException("The text is not an address range.");

    /// <summary>The network that was probably meant by a text with bits after the prefix, such as <c>10.0.0.0/8</c> for <c>10.0.0.7/8</c>.</summary>
    public static AddressRange? Suggest(string? text) =>
        Split(text) is var (address, prefix) ? new AddressRange(new IPNetwork(Masked(address, prefix), prefix)) : null;

    /// <summary>An address in the form in which ranges compare it.</summary>
    public static IPAddress Normalize(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    public bool Contains(IPAddress address) => network.Contains(Normalize(address));

    /// <summary>Whether all addresses of the other range are in this one.</summary>
    public bool Contains(AddressRange other) => network.PrefixLength <= other.network.PrefixLength && network.Contains(other.network.BaseAddress);

    public IPNetwork ToNetwork() => network;

    /// <summary>A single address without its prefix, a network with it.</summary>
    public override string ToString() =>
        network.PrefixLength == BitsOf(network.BaseAddress) ? network.BaseAddress.ToString() : network.ToString();

    private static (IPAddress Address, int Prefix)? Split(string? text)
    {
        text = text?.Trim() ?? "";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (host, bits) = slash < 0 ? (text, null) : (text[..slash], text[(slash + 1)..]);
        if (host.AsSpan().ContainsAny("[]%") || !IPAddress.TryParse(host, out var address)) return null;
        if (BitsOf(address) == IPv4Bits && address.ToString() != host) return null;

        var prefix = BitsOf(address);
        if (bits is not null && (!int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > BitsOf(address))) return null;
        if (!address.IsIPv4MappedToIPv6) return (address, prefix);
        return prefix < MappedPrefixBits ? null : (address.MapToIPv4(), prefix - MappedPrefixBits);
    }

    /// <summary>The address with all bits after the prefix set to zero.</summary>
    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefix - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }

    private static int BitsOf(IPAddress address) => address.GetAddressBytes().Length * 8;
}
