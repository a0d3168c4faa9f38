using System.Collections.Immutable;
using System.Net;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Simulator;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// The HTTP clients for providers: one connection pool for the network, and the embedded simulator. A host whose connections may be dead
/// gets a pool of its own.
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
    private ImmutableDictionary<string, HttpMessageInvoker> renewed = ImmutableDictionary<string, HttpMessageInvoker>.Empty;

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
        var hosts = Volatile.Read(ref renewed);
        return hosts.IsEmpty ? network : hosts.GetValueOrDefault(provider.BaseUrl.Authority, network);
    }

    /// <summary>
    /// Has the next requests to the provider's host use new connections, because one that used this client received nothing. Running
    /// requests are not affected.
    /// </summary>
    public void Renew(Provider provider, HttpMessageInvoker used)
    {
        if (used == simulator) return;
        var fresh = Network();
        ImmutableInterlocked.Update(
            ref renewed,
            (hosts, host) => hosts.GetValueOrDefault(host, network) == used ? hosts.SetItem(host, fresh) : hosts,
            provider.BaseUrl.Authority);
    }

    public void Dispose()
    {
        network.Dispose();
        simulator.Dispose();
        foreach (var client in renewed.Values) client.Dispose();
    }

    private HttpMessageInvoker Network()
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

            // Long enough to reuse connections, short enough to follow changes of a provider's DNS records.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            EnableMultipleHttp2Connections = true,

            // A silent connection is closed before the first byte of a call is overdue.
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        configure?.Invoke(handler);
        return new HttpMessageInvoker(handler);
    }
}
