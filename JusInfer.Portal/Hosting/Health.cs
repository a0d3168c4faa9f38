using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Gateway.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Hosting;

/// <summary>Whether the process lives, and whether it should get calls. The answer names what is not ready.</summary>
internal sealed class Health(IDbContextFactory<PortalDbContext> contexts, OpenCalls calls)
{
    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(IEndpointRouteBuilder endpoints)
    {
        var probes = endpoints.MapGroup("/health").AllowAnonymous().ExcludeFromDescription();
        probes.MapMethods("/live", Reads, static () => Results.Json(new { status = "live" }));
        probes.MapMethods(
            "/ready", Reads, static (Health health, CancellationToken cancellationToken) => health.ReadyAsync(cancellationToken));
    }

    private async Task<IResult> ReadyAsync(CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        if (calls.IsDraining) missing.Add("draining");
        if (!await StoreAnswersAsync(cancellationToken)) missing.Add("store");
        return missing.Count == 0
            ? Results.Json(new { status = "ready" })
            : Results.Json(new { status = "not_ready", missing }, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private async Task<bool> StoreAnswersAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var context = await contexts.CreateDbContextAsync(patience.Token);
            return await context.Database.CanConnectAsync(patience.Token);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
