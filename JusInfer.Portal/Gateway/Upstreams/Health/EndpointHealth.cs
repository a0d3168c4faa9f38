using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>One endpoint's breaker and averages, fed by every attempt that is made there.</summary>
/// <param name="slowFirstToken">A first token that takes longer counts as a failure for the breaker, though it has been delivered.</param>
/// <param name="time">The process's clock.</param>
internal sealed class EndpointHealth(TimeSpan slowFirstToken, TimeProvider time)
{
    /// <summary>How long an endpoint that refused this gateway itself is left alone: it takes a person to mend it.</summary>
    public static readonly TimeSpan OperatorHold = TimeSpan.FromMinutes(10);

    /// <summary>No provider's wish is believed for longer.</summary>
    public static readonly TimeSpan MaxHoldDuration = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly CircuitBreaker breaker = new();
    private readonly MovingAverage errorRate = new(weight: 0.1, prior: 0);
    private readonly MovingAverage firstToken = new(weight: 0.2);
    private EndpointFailure? lastFailure;

    private TimeSpan Now => time.GetElapsedTime(0);

    public EndpointHealthSnapshot Standing
    {
        get
        {
            lock (gate)
            {
                var now = Now;
                return new EndpointHealthSnapshot
                {
                    State = breaker.StateAt(now),
                    IsAdmitted = breaker.AdmitsAt(now),
                    OpenUntil = breaker.OpenUntil,
                    ErrorRate = errorRate.At(now),
                    FirstTokenSeconds = firstToken.At(now),
                    LastFailure = lastFailure,
                };
            }
        }
    }

    /// <summary>An attempt begins; whoever makes it tells what became of it. Null where the breaker keeps it away.</summary>
    /// <param name="regardless">There is no other endpoint left: the breaker does not keep this one away.</param>
    public AttemptLease? Begin(bool regardless)
    {
        lock (gate)
        {
            var now = Now;
            if (!regardless && !breaker.AdmitsAt(now)) return null;
            return new AttemptLease(this, now, breaker.Begin(now));
        }
    }

    /// <param name="visit">The attempt.</param>
    /// <param name="waited">Until its first content; null where it was not streamed.</param>
    public void Answered(AttemptLease visit, TimeSpan? waited)
    {
        lock (gate)
        {
            var now = Now;
            errorRate.Add(0, now);
            if (waited is { } wait) firstToken.Add(wait.TotalSeconds, now);
            if (waited <= slowFirstToken || waited is null)
            {
                breaker.Answered(visit.BegunAt, now);
                return;
            }

            breaker.Failed(visit.IsProbe, now);
            lastFailure = new EndpointFailure(AttemptOutcome.TimedOut, null, now);
        }
    }

    public void Failed(AttemptLease visit, AttemptFailure failure)
    {
        lock (gate)
        {
            var now = Now;
            switch (failure.Kind)
            {
                case FailureKind.Provider:
                    errorRate.Add(1, now);
                    breaker.Failed(visit.IsProbe, now);
                    if (failure.RetryAfter is { } wish && wish > TimeSpan.Zero) breaker.Hold(wish < MaxHoldDuration ? wish : MaxHoldDuration, now);
                    break;
                case FailureKind.Operator:
                    breaker.Hold(OperatorHold, now);
                    break;
                default:
                    // The caller's fault, or nobody waits any more.
                    Disregard(visit);
                    return;
            }

            lastFailure = new EndpointFailure(failure.Outcome, failure.Status, now);
        }
    }

    /// <summary>What became of the attempt was not the endpoint's doing and says nothing of it.</summary>
    public void Disregard(AttemptLease visit)
    {
        lock (gate)
        {
            if (visit.IsProbe) breaker.ForgetProbe();
        }
    }

    /// <summary>An answer that had begun was not brought to its end.</summary>
    public void Interrupted()
    {
        lock (gate)
        {
            errorRate.Add(1, Now);
            breaker.Failed(wasProbe: false, Now);
            lastFailure = new EndpointFailure(AttemptOutcome.Broken, null, Now);
        }
    }

    /// <summary>As if it had never been asked: whoever mended it need not wait.</summary>
    public void Forgive()
    {
        lock (gate)
        {
            breaker.Close();
            errorRate.Clear();
            firstToken.Clear();
            lastFailure = null;
        }
    }
}

/// <summary>One attempt at an endpoint, as its health sees it.</summary>
/// <param name="Health">The endpoint's.</param>
/// <param name="BegunAt">When it began.</param>
/// <param name="IsProbe">It is the one attempt that a half-open breaker lets through.</param>
internal readonly record struct AttemptLease(EndpointHealth Health, TimeSpan BegunAt, bool IsProbe);
