using System.Collections.Immutable;
using JusInfer.Portal.Primitives.Networks;
using Microsoft.AspNetCore.HttpOverrides;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// Takes the client's address and scheme from <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of known reverse proxies. Nobody else can forge them: the
/// address is the last one in the header that is not of a known proxy.
/// </summary>
internal static partial class KnownProxies
{
    private const int MaxSchemeLength = 20;

    public static void UseKnownProxies(this IApplicationBuilder app, ImmutableArray<AddressRange> proxies)
    {
        if (!proxies.IsEmpty) UseForwardedHeaders(app, proxies);
        UseHttpSchemes(app);
    }

    private static void UseForwardedHeaders(IApplicationBuilder app, ImmutableArray<AddressRange> proxies)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,

            // As many as are known, one after the other.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies) options.KnownIPNetworks.Add(proxy.ToNetwork());
        app.Use(static (context, next) =>
        {
            RemoveQuotes(context.Request.Headers);
            return next(context);
        });
        app.UseForwardedHeaders(options);
    }

    /// <summary>Also without a list: the framework takes the headers of all clients if <c>FORWARDEDHEADERS_ENABLED</c> says so.</summary>
    private static void UseHttpSchemes(IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(KnownProxies).FullName!);
        var isReported = 0;
        app.Use((context, next) =>
        {
            var scheme = context.Request.Scheme;
            if (scheme is not ("http" or "https"))
            {
                var known = HttpSchemeOf(scheme);
                context.Request.Scheme = known ?? Uri.UriSchemeHttp;
                if (known is null && Interlocked.Exchange(ref isReported, 1) == 0)
                    LogUnknownScheme(logger, scheme.Length <= MaxSchemeLength ? scheme : scheme[..MaxSchemeLength]);
            }

            return next(context);
        });
    }

    /// <summary>
    /// A quotation mark that a client sends would include the address that a proxy adds after it, so that the request would come from the
    /// proxy itself (dotnet/aspnetcore#36537). No address and no scheme has one.
    /// </summary>
    private static void RemoveQuotes(IHeaderDictionary headers)
    {
        foreach (var name in (ReadOnlySpan<string>)["X-Forwarded-For", "X-Forwarded-Proto"])
        {
            if (headers.TryGetValue(name, out var values) && values.ToString().Contains('"', StringComparison.Ordinal))
                headers[name] = values.Select(static value => value!.Replace("\"", "", StringComparison.Ordinal)).ToArray();
        }
    }

    /// <summary>Some proxies name the scheme of the WebSocket that a request asks for, such as Traefik (traefik/traefik#6388).</summary>
    private static string? HttpSchemeOf(string scheme) => scheme.ToLowerInvariant() switch
    {
        "https" or "wss" => Uri.UriSchemeHttps,
        "http" or "ws" => Uri.UriSchemeHttp,
        _ => null,
    };

    [LoggerMessage(
        LogEvents.ForwardedSchemeUnknown,
        LogLevel.Warning,
        "A proxy sent the scheme '{Scheme}' in X-Forwarded-Proto. It counts as plain HTTP, over which nobody can sign in; have the "
        + "proxy send http or https.")]
    private static partial void LogUnknownScheme(ILogger logger, string scheme);
}
