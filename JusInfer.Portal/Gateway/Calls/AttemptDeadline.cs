using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The timeouts of an attempt: until the first byte of a stream, between two bytes, and in total over all attempts of the call. Also ends
/// the attempt when the process stops, and when the client disconnects and the provider then stops billing. If the provider continues
/// billing, the answer is drained for its token count, within the same timeouts and for at most <see cref="DrainTimeout"/>.
/// </summary>
/// <remarks>
/// Pings, comments and events without content show that a provider works. Its answer is given up for lack of content only if another
/// endpoint can take over, and never while the model may reason: what was thought would be billed twice.
/// </remarks>
internal sealed class AttemptDeadline : IDisposable
{
    /// <summary>The maximum time for which an answer is drained after its client has disconnected.</summary>
    internal static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration clientRegistration;
    private readonly CancellationTokenRegistration shutdownRegistration;
    private readonly CancellationToken shutdown;
    private readonly AttemptTimeouts timeouts;
    private readonly Lock sync = new();
    private readonly TimeProvider time;
    private readonly long startedAt;
    private bool endsWithClient;
    private long disconnectedAt;
    private long timerStartedAt;
    private TimeSpan timerDuration;
    private bool awaitsFirstByte;
    private long sentAt;
    private TimeSpan? contentTimeout;

    /// <param name="timeouts">The endpoint's timeouts.</param>
    /// <param name="endsWithClient">The attempt ends when the client disconnects.</param>
    /// <param name="time">The process's clock.</param>
    /// <param name="startedAt">The clock's timestamp when the call's first attempt started; the total timeout counts from it.</param>
    /// <param name="requestAborted">Canceled when the client disconnects.</param>
    /// <param name="shutdown">Canceled when the process stops and the time for running calls to finish is over.</param>
    public AttemptDeadline(
        AttemptTimeouts timeouts, bool endsWithClient, TimeProvider time, long startedAt, CancellationToken requestAborted,
        CancellationToken shutdown = default)
    {
        this.timeouts = timeouts;
        this.endsWithClient = endsWithClient;
        this.time = time;
        this.startedAt = startedAt;
        this.shutdown = shutdown;
        (timerStartedAt, timerDuration) = (startedAt, timeouts.Total);
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        clientRegistration = requestAborted.UnsafeRegister(static state => ((AttemptDeadline)state!).OnClientDisconnected(), this);
        shutdownRegistration = shutdown.UnsafeRegister(static state => ((AttemptDeadline)state!).source.Cancel(), this);
    }

    /// <summary>The timeout of an answer without streaming; null for the total timeout.</summary>
    public TimeSpan? BufferedTimeout { get; init; }

    /// <summary>The model may reason in the attempt without a sign of life.</summary>
    public bool ReasonsSilently { get; init; }

    /// <summary>The first content of a stream is due when its first byte is.</summary>
    public bool LimitsContent { get; init; }

    /// <summary>The content is late if it does not arrive within a time that has begun.</summary>
    public bool AwaitsContent => contentTimeout is not null;

    public CancellationToken Token => source.Token;

    public bool HasClientDisconnected { get; private set; }

    /// <summary>The process stops and the time for running calls to finish is over.</summary>
    public bool IsShutdown => shutdown.IsCancellationRequested;

    /// <summary>A timeout has passed.</summary>
    public bool HasTimedOut => !HasClientDisconnected && !IsShutdown && source.IsCancellationRequested;

    /// <summary>
    /// The running timer ends with the total timeout, not with that of a single wait. This is not determined from the clock, because a
    /// timer can fire up to a millisecond early.
    /// </summary>
    public bool IsTotalTimeoutNext { get; private set; }

    /// <summary>The running timer ends when the first content is late.</summary>
    public bool IsContentNext { get; private set; }

    /// <summary>
    /// The deadline of a call's current attempt. An answer that arrives all at once does not show whether the provider hangs, so the first
    /// attempt leaves half of the time for another endpoint, unless the model may need it to reason.
    /// </summary>
    public static AttemptDeadline Create(Call call, bool endsWithClient, TimeProvider time)
    {
        var (provider, limits, reasons) = (call.Target.Endpoint.Provider, call.Target.Endpoint.Timeouts, call.MayReason);
        return new AttemptDeadline(limits, endsWithClient, time, call.FirstAttemptAt, call.Context.RequestAborted, call.Context.Shutdown)
        {
            BufferedTimeout = call.Attempts == 1 && call.Context.Plan.Targets.Length > 1 && !reasons ? limits.Total / 2 : null,
            ReasonsSilently = reasons && !provider.SendsPings,
            LimitsContent = call.Attempt.IsReplaceable && !reasons,
        };
    }

    /// <summary>Starts the timeout of a stream's first byte.</summary>
    public void AwaitFirstByte()
    {
        var limit = timeouts.FirstTokenOf(ReasonsSilently);
        (awaitsFirstByte, sentAt) = (true, time.GetTimestamp());
        if (LimitsContent) contentTimeout = limit;
        StartTimer(limit);
    }

    /// <summary>Starts the idle timeout, unless the first byte is still awaited.</summary>
    public void AwaitData()
    {
        if (!awaitsFirstByte) StartTimer(timeouts.IdleOf(ReasonsSilently));
    }

    /// <summary>Bytes have arrived, but no content yet: the idle timeout applies from the next wait on.</summary>
    public void EndSilence() => awaitsFirstByte = false;

    /// <summary>Data has arrived: only the total timeout applies until the next wait.</summary>
    public void EndWait()
    {
        (awaitsFirstByte, contentTimeout) = (false, null);
        StartTimer(timeouts.Total);
    }

    /// <summary>Starts the timeout of an answer without streaming, which arrives when it is complete.</summary>
    public void AwaitBufferedAnswer()
    {
        (awaitsFirstByte, contentTimeout) = (false, null);
        StartTimer(BufferedTimeout ?? timeouts.Total);
    }

    /// <summary>The client starts to receive this attempt's answer. The provider's billing decides whether the answer is drained.</summary>
    /// <param name="continuesBilling">The provider continues billing after a disconnect.</param>
    public void BeginDelivery(bool continuesBilling)
    {
        lock (sync)
        {
            if (!HasClientDisconnected) endsWithClient = !continuesBilling;
        }
    }

    public void Dispose()
    {
        clientRegistration.Dispose();
        shutdownRegistration.Dispose();
        source.Dispose();
    }

    private void StartTimer(TimeSpan timeout)
    {
        lock (sync)
        {
            var left = timeouts.Total - time.GetElapsedTime(startedAt);
            (IsTotalTimeoutNext, IsContentNext) = (left <= timeout, false);
            if (timeout < left) left = timeout;
            if (contentTimeout - time.GetElapsedTime(sentAt) is { } content && content < left)
                (left, IsTotalTimeoutNext, IsContentNext) = (content, false, true);
            if (HasClientDisconnected && DrainTimeout - time.GetElapsedTime(disconnectedAt) is var drain && drain < left) left = drain;
            (timerStartedAt, timerDuration) = (time.GetTimestamp(), left);
            source.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left);
        }
    }

    private void OnClientDisconnected()
    {
        lock (sync)
        {
            HasClientDisconnected = true;
            disconnectedAt = time.GetTimestamp();

            // The current wait keeps its timeout, up to the drain timeout.
            if (!endsWithClient) StartTimer(timerDuration - time.GetElapsedTime(timerStartedAt));
        }

        if (endsWithClient) source.Cancel();
    }
}
