using System.Buffers;
using System.Net;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Keys;

/// <summary>A use of a key, so that people recognize who uses it.</summary>
/// <param name="At">When, to the minute: later uses within a minute are not recorded.</param>
/// <param name="Address">The IP address of the client; null where the connection has none.</param>
/// <param name="Client">The product of the client's <c>User-Agent</c>, such as <c>claude-cli/2.0.1</c>; null if it sent none.</param>
internal sealed record KeyUse(DateTimeOffset At, string? Address, string? Client)
{
    public const int MaxClientLength = 64;

    /// <summary>Printable ASCII without the space.</summary>
    private static readonly SearchValues<char> ProductCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(static code => (char)code)]);

    private static readonly string?[] Recent = new string?[256];

    public static KeyUse Create(DateTimeOffset at, IPAddress? address, string? userAgent) =>
        new(at, address is null ? null : AddressRange.Normalize(address).ToString(), ProductOf(userAgent));

    /// <summary>
    /// The first product of a <c>User-Agent</c> (RFC 9110, 10.1.5) without its comments, cut; null if there is none. Every call asks for
    /// it, so the last ones are
    /// kept.
    /// </summary>
    public static string? ProductOf(string? userAgent)
    {
        var text = (userAgent ?? "").AsSpan().TrimStart();
        var end = text.IndexOfAnyExcept(ProductCharacters);
        if (end >= 0) text = text[..end];
        if (text.IsEmpty) return null;
        text = text[..Math.Min(text.Length, MaxClientLength)];
        ref var known = ref Recent[string.GetHashCode(text, StringComparison.Ordinal) & (Recent.Length - 1)];
        return known is { } product && text.SequenceEqual(product) ? product : known = text.ToString();
    }
}
