using JusInfer.Portal.Gateway.Calls;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>The wait before an attempt.</summary>
internal static class RetryDelay
{
    /// <returns>False if the client disconnected or the process stops; the attempt must not be made then.</returns>
    public static async ValueTask<bool> WaitAsync(TimeSpan delay, Call call, TimeProvider time)
    {
        var (requestAborted, shutdown) = (call.Context.RequestAborted, call.Context.Shutdown);
        if (delay > TimeSpan.Zero)
        {
            using var canceled = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, shutdown);
            await Task.Delay(delay, time, canceled.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !requestAborted.IsCancellationRequested && !shutdown.IsCancellationRequested;
    }
}
