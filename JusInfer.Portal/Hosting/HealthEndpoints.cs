using JusInfer.Portal.Gateway.Pipeline;

namespace JusInfer.Portal.Hosting;

/// <summary>The liveness and readiness probes. The former has the version, the latter lists what is not ready.</summary>
internal sealed class HealthEndpoints(StoreReadiness store, OpenCalls calls)
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var probes = endpoints.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        probes.MapMethods("/live", Reads, static () => Results.Json(new { status = "live", version = ProductVersion.Text }));
        probes.MapMethods(
            "/ready",
            Reads,
            static (HealthEndpoints health, CancellationToken cancellationToken) => health.GetReadinessAsync(cancellationToken));
    }

    private async Task<IResult> GetReadinessAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        if (calls.IsDraining) missing.Add("draining");
        if (!await store.IsReadyAsync(cancellationToken)) missing.Add("store");
        return missing.Count == 0
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "not_ready", missing }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
