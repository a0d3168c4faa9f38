using JusInfer.Portal.Catalog;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// How long an attempt may take: until its first token and between two reads; and how long the call may take in all, over every attempt.
/// The client's leaving bears on it too: where the provider stops billing an aborted call, the attempt ends at once; where not, it may be
/// read to its end within bounds, for the count.
/// </summary>
internal sealed class AttemptDeadline : IDisposable
{
    /// <summary>How long an answer that nobody waits for is read on.</summary>
    private static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;
    private readonly AttemptTimeouts timeouts;
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly long startedAt;
    private bool endsWithClient;

    /// <param name="timeouts">The endpoint's.</param>
    /// <param name="endsWithClient">The attempt ends when the client leaves.</param>
    /// <param name="time">The process's clock.</param>
    /// <param name="startedAt">The clock's timestamp from which the time in all counts: when the call's first attempt began.</param>
    /// <param name="clientLeft">Ends when the client leaves.</param>
    public AttemptDeadline(AttemptTimeouts timeouts, bool endsWithClient, TimeProvider time, long startedAt, CancellationToken clientLeft)
    {
        this.timeouts = timeouts;
        this.endsWithClient = endsWithClient;
        this.time = time;
        this.startedAt = startedAt;
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        registration = clientLeft.UnsafeRegister(static state => ((AttemptDeadline)state!).OnClientLeft(), this);
    }

    public CancellationToken Token => source.Token;

    public bool ClientLeft { get; private set; }

    /// <summary>Its time is over, and not because the client left.</summary>
    public bool IsLate => !ClientLeft && source.IsCancellationRequested;

    /// <summary>
    /// What ends next is the time in all, not a wait within it. The clock is not asked: a timer may be early by the part of a millisecond
    /// it drops.
    /// </summary>
    public bool IsLast { get; private set; }

    /// <summary>From now on, content must come within the first-token time.</summary>
    public void AwaitFirstToken() => Arm(timeouts.FirstToken);

    /// <summary>From now on, something must come within the idle time.</summary>
    public void AwaitMore() => ArmForClient(timeouts.Idle);

    /// <summary>Something came: only the time in all counts until the next wait.</summary>
    public void Rest() => ArmForClient(timeouts.Total);

    /// <summary>From now on, only the time in all counts: an answer that is not streamed shows nothing until it is whole.</summary>
    public void AwaitWhole() => Arm(timeouts.Total);

    /// <summary>
    /// The client is given what the attempt says: from now on the provider's billing decides whether it is read on without one.
    /// </summary>
    /// <param name="isBilledOn">The provider bills on when it is left.</param>
    public void Serve(bool isBilledOn)
    {
        lock (gate)
        {
            if (!ClientLeft) endsWithClient = !isBilledOn;
        }
    }

    public void Dispose()
    {
        registration.Dispose();
        source.Dispose();
    }

    /// <summary>A client that leaves at this moment is heard of before or after: what is armed for that stands.</summary>
    private void ArmForClient(TimeSpan patience)
    {
        lock (gate)
        {
            if (!ClientLeft) Arm(patience);
        }
    }

    private void Arm(TimeSpan patience)
    {
        var left = timeouts.Total - time.GetElapsedTime(startedAt);
        IsLast = left <= patience;
        source.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : IsLast ? left : patience);
    }

    private void OnClientLeft()
    {
        lock (gate)
        {
            ClientLeft = true;
            if (!endsWithClient) Arm(DrainBound);
        }

        if (endsWithClient) source.Cancel();
    }
}
