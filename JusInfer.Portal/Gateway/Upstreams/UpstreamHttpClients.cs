using System.Net;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Simulator;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The connections upstream: one pool for the network, and the embedded simulator, which is asked like any provider.</summary>
internal sealed class UpstreamHttpClients : IDisposable
{
    private readonly HttpMessageInvoker network = new(Network());
    private readonly HttpMessageInvoker simulator;

    public UpstreamHttpClients(SimulatorHandler simulator) => this.simulator = new HttpMessageInvoker(simulator, disposeHandler: false);

    public HttpMessageInvoker For(Provider provider) => provider.Dialect == Dialect.Simulator ? simulator : network;

    public void Dispose()
    {
        network.Dispose();
        simulator.Dispose();
    }

    private static SocketsHttpHandler Network() => new()
    {
        // Nothing crosses that was not put there on purpose: no cookies, no redirects to other hosts, no trace headers, no proxy of the
        // machine's.
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Long enough to reuse, short enough to follow a provider's DNS.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
    };
}
