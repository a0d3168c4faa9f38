using JusInfer.Portal.Gateway.Status;
using JusInfer.Portal.Reports.Formats;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Operator;

/// <summary>Shows provider health.</summary>
public sealed partial class ProvidersPanel
{
    private HealthReport? report;
    private string? error;

    [Inject]
    private ProviderHealth Health { get; set; } = default!;

    private protected override void Read() => report = Health.Report();

    private static string TagClass(EndpointState state) => state switch
    {
        EndpointState.Available => "good",
        EndpointState.Probing => "warn",
        _ => "bad",
    };

    private static string Label(EndpointState state) => state switch
    {
        EndpointState.Available => "closed",
        EndpointState.Probing => "half-open",
        _ => "open",
    };

    private async Task ResetAsync(EndpointStatus endpoint)
    {
        if (await FindOperatorAsync() is not { } me) return;
        error = (await Health.ResetAsync(me.UserId, endpoint.Model, endpoint.Provider, endpoint.UpstreamModel, Disposed))?.Reason;
        Refresh();
    }

    private string TimeUntil(DateTimeOffset time)
    {
        var remaining = time - Time.GetUtcNow();
        return NumberFormat.Duration((int)Math.Max(0, Math.Ceiling(remaining.TotalSeconds)) * 1000);
    }
}
