using System.Threading.RateLimiting;
using JusInfer.Portal.Accounts;
using JusInfer.Portal.Primitives.RateLimits;

namespace JusInfer.Portal.Api;

/// <summary>Limits exports, which read all calls of a team: how many of one account run at the same time, and how many start per minute.</summary>
internal sealed class ExportLimiter(AccountsOptions options) : IDisposable
{
    private static readonly TimeSpan RunningRetryAfter = TimeSpan.FromSeconds(5);

    private readonly MinuteLimiter<UserId> started = new(options.ExportsPerMinute);

    private readonly PartitionedRateLimiter<UserId> running = PartitionedRateLimiter.Create<UserId, UserId>(user =>
        RateLimitPartition.GetConcurrencyLimiter(user, _ => new ConcurrencyLimiterOptions { PermitLimit = options.ConcurrentExports }));

    /// <summary>Starts an export, which runs until the response ends.</summary>
    /// <returns>The error to respond with; null where the export may start.</returns>
    public RequestError? Start(UserId user, HttpResponse response)
    {
        if (started.Count(user) is { } wait) return new RequestError.RateLimited(wait, "exports");
        var lease = running.AttemptAcquire(user);
        response.RegisterForDispose(lease);
        return lease.IsAcquired ? null : new RequestError.RateLimited(RunningRetryAfter, "exports at the same time");
    }

    public void Dispose()
    {
        started.Dispose();
        running.Dispose();
    }
}
