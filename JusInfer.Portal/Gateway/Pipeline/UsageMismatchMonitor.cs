using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// Reports usage that the gateway had to guess or did not believe: each as the metric <c>jusinfer.usage_mismatches</c>, and one per
/// endpoint and hour in the log, those apart that are beyond what is possible.
/// </summary>
internal sealed partial class UsageMismatchMonitor(IMeterFactory meters, TimeProvider time, ILogger<UsageMismatchMonitor> logger)
{
    public const string MetricName = "jusinfer.usage_mismatches";

    private static readonly TimeSpan LogInterval = TimeSpan.FromHours(1);

    private readonly Counter<long> counter = meters.Create(MeterNames.Gateway)
        .CreateCounter<long>(MetricName, "{call}", "Calls whose reported token counts contradict each other or the answer.");
    private readonly ConcurrentDictionary<(string Provider, string Model, bool IsImplausible), DateTimeOffset> loggedAt = new();

    public void Report(ModelEndpoint endpoint, RequestId call, UsageMismatch mismatch)
    {
        counter.Add(1, new KeyValuePair<string, object?>("provider", endpoint.Provider.Id), new KeyValuePair<string, object?>("model", endpoint.Model));
        var (key, now) = ((endpoint.Provider.Id, endpoint.Model, mismatch.IsImplausible), time.GetUtcNow());
        var isDue = !loggedAt.TryGetValue(key, out var last) ? loggedAt.TryAdd(key, now) : now - last >= LogInterval && loggedAt.TryUpdate(key, now, last);
        if (!isDue) return;
        var (provider, model, (total, counted, reported)) = (endpoint.Provider.Id, endpoint.Model, mismatch);
        if (mismatch.IsImplausible) LogImplausible(call, provider, model, total, reported, counted);
        else LogMismatch(call, provider, model, total, reported, counted);
    }

    [LoggerMessage(
        LogEvents.UsageMismatch,
        LogLevel.Warning,
        "Call {Call}: {Provider} reports {Total} {Reported} for {Model}, and the gateway counts {Counted}. The receipt says what is "
        + "billed. Further differences of this endpoint are logged in an hour.")]
    private partial void LogMismatch(RequestId call, string provider, string model, string total, long reported, long counted);

    [LoggerMessage(
        LogEvents.ImplausibleUsage,
        LogLevel.Error,
        "Call {Call}: {Provider} reports {Total} {Reported} for {Model}, more than the call can have used. The gateway charges "
        + "{Counted} instead. The provider may bill the rest to you. Further counts of this endpoint are logged in an hour.")]
    private partial void LogImplausible(RequestId call, string provider, string model, string total, long reported, long counted);
}
