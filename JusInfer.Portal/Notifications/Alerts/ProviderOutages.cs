using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Status;

namespace JusInfer.Portal.Notifications.Alerts;

/// <summary>
/// Finds providers that are down on this node: every endpoint that was called recently is unavailable at two checks in a row, so that a
/// circuit breaker that opens for seconds raises no alert.
/// </summary>
internal sealed class ProviderOutages
{
    /// <summary>Without a failure for this time, nobody calls the provider.</summary>
    private static readonly TimeSpan MaxFailureAge = TimeSpan.FromMinutes(5);

    private ImmutableHashSet<string> earlier = [];

    /// <summary>Checks a report.</summary>
    /// <returns>The providers that were down at the last check too.</returns>
    public ImmutableArray<string> Check(HealthReport report, DateTimeOffset now)
    {
        var down = report.Endpoints.GroupBy(static endpoint => endpoint.Provider, StringComparer.Ordinal)
            .Where(provider => provider.All(static endpoint => endpoint.State is not EndpointState.Available)
                && provider.Any(endpoint => endpoint.LastFailure is { } failure && now - failure.At <= MaxFailureAge))
            .Select(static provider => provider.Key)
            .ToImmutableHashSet(StringComparer.Ordinal);
        var both = down.Intersect(earlier);
        earlier = down;
        return [.. both.Order(StringComparer.Ordinal)];
    }
}
