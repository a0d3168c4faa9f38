using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Gateway.Upstreams.Health;

namespace JusInfer.Portal.Gateway.Status;

/// <summary>
/// Where calls are answered, as this process sees it: for the operator's eyes. What other processes on the same store see is theirs.
/// </summary>
internal sealed class ProviderHealth(
    CatalogSnapshot catalog, EndpointHealthRegistry book, RetryBudget budget, ResumptionCounters resumptions, TimeProvider time)
{
    public HealthReport Report() => new()
    {
        Providers = [.. catalog.Providers.Select(
            provider => new ProviderStatus(provider.Id, provider.Dialect.Name, provider.UnusableReason))],
        Endpoints =
        [
            .. catalog.Models
                .SelectMany(model => model.UsableEndpoints, StatusOf)
                .Where(status => status.IsKnown)
                .OrderByDescending(status => status.State)
                .ThenBy(status => status.Model, StringComparer.Ordinal)
                .ThenBy(status => status.Provider, StringComparer.Ordinal),
        ],
        RetriesLeft = Math.Max(0, budget.Left),
        Resumptions = StatusOf(resumptions.Totals),
    };

    /// <summary>Forgets what is known of an endpoint: whoever mended it need not wait until it is tried again.</summary>
    /// <returns>False where the catalog has no such endpoint.</returns>
    public bool Forgive(string model, string provider)
    {
        var endpoints = catalog.Models.Where(known => known.Id == model).SelectMany(known => known.Endpoints);
        if (endpoints.FirstOrDefault(endpoint => endpoint.Provider.Id == provider) is not { } endpoint) return false;
        book.Of(endpoint).Forgive();
        return true;
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
        var standing = book.Of(endpoint).Standing;
        return new EndpointStatus
        {
            Model = model.Id,
            Provider = endpoint.Provider.Id,
            State = standing.State switch
            {
                CircuitBreakerState.Closed => EndpointState.InUse,
                CircuitBreakerState.HalfOpen => EndpointState.OnTrial,
                _ => EndpointState.LeftAlone,
            },
            ErrorRate = standing.ErrorRate,
            FirstToken = standing.FirstTokenSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            LastFailure = standing.LastFailure is { } failure ? new FailureStatus(failure.Outcome, failure.Status, At(failure.At)) : null,
            TriedAgainAt = standing.OpenUntil is { } until ? At(until) : null,
        };
    }

    /// <summary>An instant of the process's clock as people know it.</summary>
    private DateTimeOffset At(TimeSpan instant) => time.GetUtcNow() + (instant - time.GetElapsedTime(0));
}
