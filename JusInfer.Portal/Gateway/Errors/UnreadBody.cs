using System.Threading.RateLimiting;
using JusInfer.Portal.Primitives.Threads;

namespace JusInfer.Portal.Gateway.Errors;

/// <summary>
/// Reads and discards the rest of a rejected request's body: many clients read the response only after they have sent all of the request.
/// All rejected requests share a number of bytes per second. When they are used up, the connection is closed instead.
/// </summary>
/// <remarks>
/// Kestrel would read for five seconds at any rate. Forty connections that sent large bodies with a key at its rate limit took the whole
/// processor (benchmark <c>isolation.py</c>).
/// </remarks>
internal sealed class UnreadBody(DedicatedThreads threads) : IDisposable
{
    public const int BytesPerSecond = 16 * 1024 * 1024;
    public const int MaxBurstBytes = 4 * BytesPerSecond;

    /// <summary>Kestrel discards the rest of smaller bodies, and the connection can be used again.</summary>
    private const int MaxKestrelBytes = 1024 * 1024;

    /// <summary>Short, because what may be read in one period is read at once.</summary>
    private static readonly TimeSpan ReplenishmentPeriod = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>The time in which the client can read the response before the connection is closed.</summary>
    private static readonly TimeSpan CloseDelay = TimeSpan.FromSeconds(1);

    private readonly TokenBucketRateLimiter budget = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = MaxBurstBytes,
        TokensPerPeriod = (int)(BytesPerSecond * ReplenishmentPeriod.TotalSeconds),
        ReplenishmentPeriod = ReplenishmentPeriod,
        AutoReplenishment = true,
    });

    /// <summary>Whether the connection may be closed after the response, so that the response says so.</summary>
    public static bool MayBeLarge(HttpRequest request) =>
        (request.ContentLength > MaxKestrelBytes || request.Headers.TransferEncoding.Count > 0) && request.Headers.Expect.Count == 0;

    /// <summary>Discards the rest of the body, if it is large. The response has been written.</summary>
    public async Task DiscardAsync(HttpContext context)
    {
        if (!MayBeLarge(context.Request)) return;
        try
        {
            await context.Response.CompleteAsync();
            if (await threads.RunAsync(() => TryReadAsync(context.Request))) return;
            await Task.Delay(CloseDelay, context.RequestAborted);
        }
        catch (BadHttpRequestException)
        {
            // The body exceeds a limit of Kestrel, which does not read it either.
            return;
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The client disconnected or sent too slowly.
        }

        context.Abort();
    }

    public void Dispose() => budget.Dispose();

    /// <returns>Whether the body was read to its end.</returns>
    private async Task<bool> TryReadAsync(HttpRequest request)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        timeout.CancelAfter(Timeout);
        while (true)
        {
            if (!request.BodyReader.TryRead(out var result)) result = await request.BodyReader.ReadAsync(timeout.Token);
            var bytes = (int)result.Buffer.Length;
            request.BodyReader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted) return true;
            using var lease = budget.AttemptAcquire(bytes);
            if (!lease.IsAcquired) return false;
        }
    }
}
