using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;
using Microsoft.AspNetCore.HttpOverrides;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Takes the client's address and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of known reverse proxies. Nobody else can forge them: the
/// address is the last one in the header that is not of a known proxy.
/// </summary>
internal static class KnownProxies
{
    public static void UseKnownProxies(this IApplicationBuilder app, ImmutableArray<AddressRange> proxies)
    {
        if (proxies.IsEmpty) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // As many as are known, one after the other.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy.ToNetwork());
        app.UseForwardedHeaders(options);
    }
}
