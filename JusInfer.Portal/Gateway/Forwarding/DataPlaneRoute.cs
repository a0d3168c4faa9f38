using JusInfer.Portal.Gateway.Endpoints;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>The forwarder's configuration: one route per client dialect, one cluster for the targets that the plan names.</summary>
internal static class DataPlaneRoute
{
    /// <summary>Resolves nowhere (RFC 6761): the invoker never asks it.</summary>
    private const string Nowhere = "http://upstream.invalid";

    private const string Cluster = "planned";

    public static IReadOnlyList<ClusterConfig> Clusters { get; } =
    [
        new()
        {
            ClusterId = Cluster,
            Destinations = new Dictionary<string, DestinationConfig> { [Cluster] = new() { Address = Nowhere } },

            // Every timeout is the attempt's own; the forwarder's lies beyond them all.
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
