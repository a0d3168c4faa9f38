using JusInfer.Portal.Gateway.Endpoints;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>The forwarder's configuration: one route per client dialect, one cluster for all targets.</summary>
internal static class DataPlaneRoute
{
    /// <summary>An address that never resolves (RFC 6761). The invoker does not use it.</summary>
    private const string UnusedAddress = "http://upstream.invalid";

    private const string Cluster = "planned";

    public static IReadOnlyList<ClusterConfig> Clusters { get; } =
    [
        new()
        {
            ClusterId = Cluster,
            Destinations = new Dictionary<string, DestinationConfig> { [Cluster] = new() { Address = UnusedAddress } },

            // Attempts have timeouts of their own, which are all shorter.
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = TimeSpan.FromHours(2) },
        },
    ];

    public static IReadOnlyList<RouteConfig> RoutesOf(DataPlanePaths paths) =>
    [
        .. paths.CallPaths.Select(static path => new RouteConfig
        {
            RouteId = path,
            ClusterId = Cluster,
            Match = new RouteMatch { Path = path, Methods = ["POST"] },
        }),
    ];
}
