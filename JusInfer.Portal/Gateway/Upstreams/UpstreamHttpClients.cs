using System.Collections.Immutable;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Simulator;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// The HTTP clients for providers: one connection pool for the network, and the embedded simulator. A host whose connections may be dead
/// gets a pool of its own, and so does a provider with TLS settings.
/// </summary>
/// <remarks>
/// A connection that lost its state on the way, for example in a NAT gateway, does not report it. One of HTTP/2 is shared by all calls and
/// outlives the timeouts of each (dotnet/runtime#82236), so it is pinged while a call waits, which does not happen on every connection
/// (dotnet/runtime#120179). <see cref="Renew"/> is for the rest.
/// </remarks>
internal sealed class UpstreamHttpClients : IDisposable
{
    private readonly Action<SocketsHttpHandler>? configure;
    private readonly HttpMessageInvoker network;
    private readonly HttpMessageInvoker simulator;
    private readonly UpstreamConnector connector = new();
    private ImmutableDictionary<Place, HttpMessageInvoker> own = ImmutableDictionary<Place, HttpMessageInvoker>.Empty;

    public UpstreamHttpClients(SimulatorHandler simulator)
        : this(simulator, configure: null)
    {
    }

    /// <param name="simulator">Answers in place of a provider.</param>
    /// <param name="configure">Changes the settings of every connection pool.</param>
    internal UpstreamHttpClients(SimulatorHandler simulator, Action<SocketsHttpHandler>? configure)
    {
        this.configure = configure;
        this.simulator = new HttpMessageInvoker(simulator, disposeHandler: false);
        network = Network();
    }

    public HttpMessageInvoker For(Provider provider)
    {
        if (provider.Dialect == Dialect.Simulator) return simulator;
        var clients = Volatile.Read(ref own);
        if (clients.IsEmpty && provider.Tls is null) return network;
        var place = Place.Of(provider);
        return clients.TryGetValue(place, out var client) ? client : provider.Tls is null ? network : Add(place);
    }

    /// <summary>
    /// Has the next requests to the provider's host use new connections, because one that used this client received nothing. Running
    /// requests are not affected.
    /// </summary>
    public void Renew(Provider provider, HttpMessageInvoker used)
    {
        if (used == simulator) return;
        var fresh = Network(provider.Tls);
        ImmutableInterlocked.Update(
            ref own,
            (clients, place) => clients.GetValueOrDefault(place, network) == used ? clients.SetItem(place, fresh) : clients,
            Place.Of(provider));
    }

    public void Dispose()
    {
        network.Dispose();
        simulator.Dispose();
        foreach (var client in own.Values) client.Dispose();
    }

    private HttpMessageInvoker Add(Place place)
    {
        var client = Network(place.Tls);
        return ImmutableInterlocked.GetOrAdd(ref own, place, client);
    }

    private HttpMessageInvoker Network(ProviderTls? tls = null)
    {
        var handler = new SocketsHttpHandler
        {
            // Only what the gateway sets is sent: no cookies, no trace headers. Redirects and the machine's proxy could send it to other
            // hosts.
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = connector.ConnectAsync,
            PlaintextStreamFilter = static (context, _) => new ValueTask<Stream>(
                context.NegotiatedHttpVersion.Major == 1
                    ? new UploadStream(context.PlaintextStream, TimeProvider.System)
                    : context.PlaintextStream),

            // Long enough to reuse connections, short enough to follow changes of a provider's DNS records.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            EnableMultipleHttp2Connections = true,

            // A silent connection is closed before the first byte of a call is overdue.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = CertificateCheck.Run;
        if (tls is not null) Apply(tls, handler.SslOptions);
        configure?.Invoke(handler);
        return new HttpMessageInvoker(handler);
    }

    private static void Apply(ProviderTls tls, SslClientAuthenticationOptions options)
    {
        if (tls.Authorities is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        if (tls.Certificate is { } certificate)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, tls.Intermediates, offline: true);
    }

    /// <summary>What shares connections: a host, with the same certificates.</summary>
    private readonly record struct Place(string Host, ProviderTls? Tls)
    {
        public static Place Of(Provider provider) => new(provider.Authority, provider.Tls);
    }
}
