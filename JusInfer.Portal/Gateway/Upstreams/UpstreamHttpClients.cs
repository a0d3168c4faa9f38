using System.Net;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Simulator;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The HTTP clients for providers: one connection pool for the network, and the embedded simulator.</summary>
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
        // Only what the gateway sets is sent: no cookies, no trace headers. Redirects and the machine's proxy could send it to other hosts.
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),

        // Long enough to reuse connections, short enough to follow changes of a provider's DNS records.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
    };
}
