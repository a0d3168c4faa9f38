using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Hosting;

/// <summary>Section <c>Proxy</c>: how browsers and clients reach this process.</summary>
internal sealed record ProxyOptions
{
    /// <summary>The reverse proxies whose forwarded headers are trusted.</summary>
    public ImmutableArray<AddressRange> Known { get; init; } = [];

    /// <summary>Whether people can sign in over plain HTTP at other addresses than those of this machine.</summary>
    public bool AllowsPlainHttp { get; init; }

    /// <summary>The hosts that requests may name, such as <c>jusinfer.example.com</c> or <c>*.example.com</c>. Empty for all.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    public HstsScope Hsts { get; init; } = HstsScope.Host;
}
