using JusInfer.Portal.Gateway.Endpoints;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace JusInfer.Portal.Gateway.Forwarding;

/// <summary>The forwarder's configuration: one route a front door, one cluster that stands for whatever the plan names.</summary>
internal static class DataPlaneRoute
{
    /// <summary>Resolves nowhere (RFC 6761): the invoker never asks it.</summary>
    private const string Nowhere = "http://upstream.invalid";

    private const string Cluster = "planned";

    public static IReadOnlyList<RouteConfig> Routes { get; } =
    [
        .. DataPlanePaths.Doors.Select(static path => new RouteConfig
        {
            RouteId = path,
            ClusterId = Cluster,
            Match = new RouteMatch { Path = path, Methods = ["POST"] },
        }),
    ];

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
}
