using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Gateway.Status;

/// <summary>
/// Provider health on this node, for the operator's page. Other nodes have health records of their own.
/// </summary>
internal sealed class ProviderHealth(
    CatalogSource source, EndpointHealthRegistry health, RetryBudget budget, ResumptionCounters resumptions, IOperatorAuthorization operators,
    TimeProvider time)
{
    private CatalogSnapshot Catalog => source.Current;

    public HealthReport Report() => new()
    {
        Providers = [.. Catalog.Providers.Select(
            provider => new ProviderStatus(provider.Id, provider.Dialect.Name, provider.UnusableReason))],
        Endpoints =
        [
            .. Catalog.Models
                .SelectMany(model => model.UsableEndpoints, StatusOf)
                .Where(status => status.IsKnown)
                .DistinctBy(status => (status.Model, status.Provider, status.UpstreamModel))
                .OrderByDescending(status => status.State)
                .ThenBy(status => status.Model, StringComparer.Ordinal)
                .ThenBy(status => status.Provider, StringComparer.Ordinal)
                .ThenBy(status => status.UpstreamModel, StringComparer.Ordinal),
        ],
        RemainingRetries = budget.Remaining,
        Resumptions = StatusOf(resumptions.Totals),
    };

    /// <summary>Resets the health of an endpoint, so that it is called at once after the operator has repaired it. Only operators may.</summary>
    /// <returns>The error; null if it was reset.</returns>
    public async Task<RequestError?> ResetAsync(UserId by, string model, string provider, string upstreamModel, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        var endpoints = Catalog.Models.Where(known => known.Id == model).SelectMany(known => known.Endpoints);
        if (endpoints.FirstOrDefault(endpoint => endpoint.Provider.Id == provider && endpoint.Model == upstreamModel) is not { } endpoint) return new RequestError.NotFound("The catalog has no such endpoint.");
        health.Get(endpoint).Reset();
        return null;
    }

    private static ImmutableArray<ResumptionStatus> StatusOf(ResumptionTotals totals) => totals.IsEmpty ? [] :
    [
        new("attempted", null, totals.Attempted),
        new("finished", null, totals.Finished),
        .. totals.Unfinished.Select(static sum => new ResumptionStatus("unfinished", sum.Reason, sum.Count)),
        .. totals.NotAttempted.Select(static sum => new ResumptionStatus("refused", sum.Reason, sum.Count)),
    ];

    private EndpointStatus StatusOf(Model model, ModelEndpoint endpoint)
    {
        var snapshot = health.Get(endpoint).Snapshot;
        return new EndpointStatus
        {
            Model = model.Id,
            Provider = endpoint.Provider.Id,
            UpstreamModel = endpoint.Model,
            IsOneOfSeveral = model.UsableEndpoints.Count(other => other.Provider.Id == endpoint.Provider.Id) > 1,
            State = snapshot.State switch
            {
                CircuitBreakerState.Closed => EndpointState.Available,
                CircuitBreakerState.HalfOpen => EndpointState.Probing,
                _ => EndpointState.Unavailable,
            },
            ErrorRate = snapshot.ErrorRate,
            FirstToken = snapshot.FirstTokenSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            LastFailure = snapshot.LastFailure is { } failure
                ? new FailureStatus(failure.Outcome, failure.Status, failure.Message, ToUtc(failure.At))
                : null,
            NextProbeAt = snapshot.OpenUntil is { } until ? ToUtc(until) : null,
        };
    }

    /// <summary>Converts a time of the monotonic clock to UTC.</summary>
    private DateTimeOffset ToUtc(TimeSpan timestamp) => time.GetUtcNow() + (timestamp - time.GetElapsedTime(0));
}
