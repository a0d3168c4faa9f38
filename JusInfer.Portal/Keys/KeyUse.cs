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

    public static KeyUse Create(DateTimeOffset at, IPAddress? address, string? userAgent) =>
        new(at, address is null ? null : AddressRange.Normalize(address).ToString(), ProductOf(userAgent));

    /// <summary>The first product of a <c>User-Agent</c> (RFC 9110, 10.1.5) without its comments, cut.</summary>
    private static string? ProductOf(string? userAgent)
    {
        var text = (userAgent ?? "").AsSpan().TrimStart();
        var end = text.IndexOfAnyExceptInRange('!', '~');
        if (end >= 0) text = text[..end];
        return text.IsEmpty ? null : text[..Math.Min(text.Length, MaxClientLength)].ToString();
    }
}
