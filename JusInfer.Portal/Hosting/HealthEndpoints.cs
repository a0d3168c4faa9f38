using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Gateway.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Hosting;

/// <summary>The liveness and readiness probes. The former has the version, the latter lists what is not ready.</summary>
internal sealed class HealthEndpoints(IDbContextFactory<PortalDbContext> contexts, OpenCalls calls)
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);

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
        if (!await IsStoreReachableAsync(cancellationToken)) missing.Add("store");
        return missing.Count == 0
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "not_ready", missing }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<bool> IsStoreReachableAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(StoreTimeout);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(timeout.Token);
            return await context.Database.CanConnectAsync(timeout.Token);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
