using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams.Health;

/// <summary>The circuit breaker and the averages of one endpoint, updated by every attempt.</summary>
/// <param name="time">The process's clock.</param>
/// <param name="breakerChanged">Is called with whether the circuit breaker opened or closed by what this process has observed.</param>
internal sealed class EndpointHealth(TimeProvider time, Action<bool> breakerChanged)
{
    /// <summary>
    /// How long the breaker opens after an error that the operator has to fix, such as a wrong credential.
    /// </summary>
    public static readonly TimeSpan OperatorBreakDuration = TimeSpan.FromMinutes(10);

    /// <summary>The upper limit for a provider's retry-after time.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly CircuitBreaker breaker = new();
    private readonly AccessDenialCounter denials = new();
    private RecentTeams callers;
    private RecentTeams failed;
    private readonly MovingAverage errorRate = new(weight: 0.1, prior: 0);
    private readonly MovingAverage firstToken = new(weight: 0.2);
    private EndpointFailure? lastFailure;

    private TimeSpan Now => time.GetElapsedTime(0);

    private bool IsOpen => breaker.OpenUntil is not null;

    public EndpointHealthSnapshot Snapshot
    {
        get
        {
            lock (gate)
            {
                var now = Now;
                return new EndpointHealthSnapshot
                {
                    State = breaker.StateAt(now),
                    IsAvailable = breaker.AllowsAt(now),
                    OpenUntil = breaker.OpenUntil,
                    ErrorRate = errorRate.ValueAt(now),
                    FirstTokenSeconds = firstToken.ValueAt(now),
                    LastFailure = lastFailure,
                };
            }
        }
    }

    /// <summary>Records that a call has the endpoint among its targets.</summary>
    public void RecordCall(TeamId team)
    {
        lock (gate) denials.RecordCall(team, Now);
    }

    /// <summary>
    /// Begins an attempt. Its outcome must be reported with the returned lease. Null if the circuit breaker does not allow the attempt.
    /// </summary>
    /// <param name="team">The team of the call.</param>
    /// <param name="ignoreBreaker">No other endpoint is left, so the attempt is allowed in any case.</param>
    public AttemptLease? TryBegin(TeamId team, bool ignoreBreaker)
    {
        lock (gate)
        {
            var now = Now;
            if (!ignoreBreaker && !breaker.AllowsAt(now)) return null;
            callers.Add(team, now);
            return new AttemptLease(this, team, now, breaker.TryBeginProbe(now));
        }
    }

    /// <param name="lease">The attempt.</param>
    /// <param name="timeToFirstToken">The time to the first content; null if the answer was not streamed.</param>
    public void ReportSuccess(AttemptLease lease, TimeSpan? timeToFirstToken)
    {
        bool wasOpen, isOpen;
        lock (gate)
        {
            wasOpen = IsOpen;
            RecordSuccess(lease, timeToFirstToken, Now);
            isOpen = IsOpen;
        }

        if (isOpen != wasOpen) breakerChanged(isOpen);
    }

    public void ReportFailure(AttemptLease lease, AttemptFailure failure)
    {
        bool wasOpen, isOpen;
        lock (gate)
        {
            wasOpen = IsOpen;
            RecordFailure(lease, failure, Now);
            isOpen = IsOpen;
        }

        if (isOpen != wasOpen) breakerChanged(isOpen);
    }

    /// <summary>Ends an attempt whose outcome says nothing about the endpoint.</summary>
    public void Ignore(AttemptLease lease)
    {
        lock (gate)
        {
            if (lease.IsProbe) breaker.ReleaseProbe();
        }
    }

    /// <summary>Records that the endpoint interrupted an answer.</summary>
    /// <param name="team">The team of the call.</param>
    /// <param name="interruption">What happened.</param>
    public void ReportInterruption(TeamId team, AttemptFailure interruption)
    {
        bool wasOpen, isOpen;
        lock (gate)
        {
            wasOpen = IsOpen;
            failed.Add(team, Now);
            errorRate.Add(1, Now);
            breaker.RecordFailure(wasProbe: false, Now, mayOpen: interruption.IsLost || ConcernsAll(Now));
            lastFailure = new EndpointFailure(AttemptOutcome.Broken, null, interruption.ProviderMessage, Now);
            isOpen = IsOpen;
        }

        if (isOpen != wasOpen) breakerChanged(isOpen);
    }

    /// <summary>The circuit breaker of another node for the same endpoint opened or closed.</summary>
    public void Hint(bool isOpen)
    {
        lock (gate)
        {
            if (isOpen) breaker.Suspect(Now);
            else breaker.AllowProbe(Now);
        }
    }

    /// <summary>Clears everything that was recorded, so that a repaired endpoint is called at once.</summary>
    public void Reset()
    {
        bool wasOpen;
        lock (gate)
        {
            wasOpen = IsOpen;
            breaker.Close();
            denials.Clear();
            failed = default;
            errorRate.Clear();
            firstToken.Clear();
            lastFailure = null;
        }

        if (wasOpen) breakerChanged(false);
    }

    private void RecordSuccess(AttemptLease lease, TimeSpan? timeToFirstToken, TimeSpan now)
    {
        errorRate.Add(0, now);
        denials.Clear();
        if (timeToFirstToken is { } duration) firstToken.Add(duration.TotalSeconds, now);
        breaker.RecordSuccess(lease.BegunAt, now);
    }

    private void RecordFailure(AttemptLease lease, AttemptFailure failure, TimeSpan now)
    {
        switch (failure.Kind)
        {
            case FailureKind.Provider:
                failed.Add(lease.Team, now);
                errorRate.Add(1, now);
                var mayOpen = IsOfEndpoint(failure, now);
                breaker.RecordFailure(lease.IsProbe, now, mayOpen);
                if (mayOpen && failure.RetryAfter is { } retryAfter && retryAfter > TimeSpan.Zero)
                    breaker.OpenFor(retryAfter < MaxRetryAfter ? retryAfter : MaxRetryAfter, now);
                break;
            case FailureKind.Operator when failure.Status is not (400 or 422):
                breaker.OpenFor(OperatorBreakDuration, now);
                break;
            case FailureKind.Operator or FailureKind.Refused:
                // One caller can provoke it: the message of an invalid request can quote what the caller sent.
                if (denials.RecordDenial(lease.Team, now)) breaker.OpenFor(OperatorBreakDuration, now);
                else Ignore(lease);
                break;
            default:
                // An invalid request or a canceled call says nothing about the endpoint.
                Ignore(lease);
                return;
        }

        lastFailure = new EndpointFailure(failure.Outcome, failure.Status, failure.ProviderMessage, now);
    }

    /// <summary>
    /// One team can provoke an answer that is an error, or a timeout, while the calls of other teams succeed. A connection that fails has
    /// nothing to do with the request.
    /// </summary>
    private bool IsOfEndpoint(AttemptFailure failure, TimeSpan now) =>
        failure.Outcome == AttemptOutcome.Unreachable || ConcernsAll(now);

    /// <summary>Another team has got a failure too, or none has called.</summary>
    private bool ConcernsAll(TimeSpan now) =>
        failed.HasTwoSince(now - CircuitBreaker.Window) || !callers.HasTwoSince(now - CircuitBreaker.Window);
}

/// <summary>A running attempt at an endpoint.</summary>
/// <param name="Health">The health of the endpoint.</param>
/// <param name="Team">The team of the call.</param>
/// <param name="BegunAt">When the attempt began.</param>
/// <param name="IsProbe">The attempt is the only one that the half-open circuit breaker allows.</param>
internal readonly record struct AttemptLease(EndpointHealth Health, TeamId Team, TimeSpan BegunAt, bool IsProbe)
{
    /// <summary>Ends the attempt. An attempt with an injected fault says nothing about the endpoint.</summary>
    /// <param name="call">The call.</param>
    /// <param name="failure">The failure; null if the endpoint answered.</param>
    /// <param name="timeToFirstToken">The time to the first content; null if the answer was not streamed.</param>
    public void Report(Call call, AttemptFailure? failure, TimeSpan? timeToFirstToken = null)
    {
        if (call.HasInjectedFault) Health.Ignore(this);
        else if (failure is null) Health.ReportSuccess(this, timeToFirstToken);
        else Health.ReportFailure(this, failure);
    }
}
