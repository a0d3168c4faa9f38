using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The time limits of an attempt: until its first token, between two reads, and for the call as a whole, over every attempt. It also ends
/// the attempt when the client disconnects and the provider then stops billing, and when the process stops. If the provider goes on
/// billing, the answer may be read on for the count, within the same limits and for at most <see cref="DrainTimeout"/>.
/// </summary>
internal sealed class AttemptDeadline : IDisposable
{
    /// <summary>How long an answer is read on after its client has disconnected.</summary>
    internal static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration clientRegistration;
    private readonly CancellationTokenRegistration shutdownRegistration;
    private readonly CancellationToken shutdown;
    private readonly AttemptTimeouts timeouts;
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly long startedAt;
    private bool endsWithClient;
    private long clientLeftAt;
    private long armedAt;
    private TimeSpan armedFor;

    /// <param name="timeouts">The endpoint's timeouts.</param>
    /// <param name="endsWithClient">The attempt ends when the client disconnects.</param>
    /// <param name="time">The process's clock.</param>
    /// <param name="startedAt">The clock's timestamp from which the total timeout counts: when the call's first attempt began.</param>
    /// <param name="clientLeft">Canceled when the client disconnects.</param>
    /// <param name="shutdown">Canceled when the process stops and the time for running calls to finish is over.</param>
    public AttemptDeadline(
        AttemptTimeouts timeouts, bool endsWithClient, TimeProvider time, long startedAt, CancellationToken clientLeft,
        CancellationToken shutdown = default)
    {
        this.timeouts = timeouts;
        this.endsWithClient = endsWithClient;
        this.time = time;
        this.startedAt = startedAt;
        this.shutdown = shutdown;
        (armedAt, armedFor) = (startedAt, timeouts.Total);
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        clientRegistration = clientLeft.UnsafeRegister(static state => ((AttemptDeadline)state!).OnClientLeft(), this);
        shutdownRegistration = shutdown.UnsafeRegister(static state => ((AttemptDeadline)state!).source.Cancel(), this);
    }

    public CancellationToken Token => source.Token;

    public bool ClientLeft { get; private set; }

    /// <summary>The process stops, and the time for running calls to finish is over.</summary>
    public bool IsShutdown => shutdown.IsCancellationRequested;

    /// <summary>A timeout has passed.</summary>
    public bool IsLate => !ClientLeft && !IsShutdown && source.IsCancellationRequested;

    /// <summary>
    /// The timeout that passes next is the total one, not that of a wait within it. The clock is not asked: a timer may be early by the
    /// part of a millisecond that it drops.
    /// </summary>
    public bool IsLast { get; private set; }

    /// <summary>The deadline of a call's current attempt.</summary>
    public static AttemptDeadline Of(Call call, bool endsWithClient, TimeProvider time) => new(
        call.Target.Endpoint.Timeouts, endsWithClient, time, call.FirstAttemptAt, call.Context.ClientLeft, call.Context.Shutdown);

    /// <summary>From now on, content must come within the first-token timeout.</summary>
    public void AwaitFirstToken() => Arm(timeouts.FirstToken);

    /// <summary>From now on, something must come within the idle timeout.</summary>
    public void AwaitMore() => Arm(timeouts.Idle);

    /// <summary>Something came: only the total timeout counts until the next wait.</summary>
    public void Rest() => Arm(timeouts.Total);

    /// <summary>From now on, only the total timeout counts: an answer that is not streamed shows nothing until it is complete.</summary>
    public void AwaitWhole() => Arm(timeouts.Total);

    /// <summary>
    /// The client is given what the attempt says: from now on the provider's billing decides whether it is read on without a client.
    /// </summary>
    /// <param name="isBilledOn">The provider goes on billing when it is disconnected.</param>
    public void Serve(bool isBilledOn)
    {
        lock (gate)
        {
            if (!ClientLeft) endsWithClient = !isBilledOn;
        }
    }

    public void Dispose()
    {
        clientRegistration.Dispose();
        shutdownRegistration.Dispose();
        source.Dispose();
    }

    private void Arm(TimeSpan timeout)
    {
        lock (gate)
        {
            var left = timeouts.Total - time.GetElapsedTime(startedAt);
            IsLast = left <= timeout;
            if (timeout < left) left = timeout;
            if (ClientLeft && DrainTimeout - time.GetElapsedTime(clientLeftAt) is var drain && drain < left) left = drain;
            (armedAt, armedFor) = (time.GetTimestamp(), left);
            source.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left);
        }
    }

    private void OnClientLeft()
    {
        lock (gate)
        {
            ClientLeft = true;
            clientLeftAt = time.GetTimestamp();

            // The wait that is under way goes on, as far as the drain allows.
            if (!endsWithClient) Arm(armedFor - time.GetElapsedTime(armedAt));
        }

        if (endsWithClient) source.Cancel();
    }
}
