using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Translation.Reasoning;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// The attempts of one call: which targets were called, and which one is next according to the retry policy and the current state of the
/// circuit breakers.
/// </summary>
internal sealed class AttemptSequence
{
    private static readonly AttemptFailure EmptyInterruption = AttemptFailure.OfProvider("the stream was interrupted without new content");

    private readonly EndpointHealthRegistry health;
    private readonly RetryPolicy policy;
    private readonly TeamId team;
    private readonly ImmutableArray<RouteTarget> targets;
    private readonly TargetHistory[] histories;
    private readonly Call call;
    private TimeSpan window = RetryPolicy.RetryWindow;
    private int made;

    /// <param name="call">The call.</param>
    /// <param name="candidates">The targets to try, in the router's order.</param>
    /// <param name="health">The health of the endpoints.</param>
    /// <param name="policy">The retry policy.</param>
    /// <param name="maker">The maker of the conversation's last reasoning, whose endpoint is preferred; null if unknown.</param>
    /// <param name="cache">Where the prompt of the session is cached; null if unknown.</param>
    public AttemptSequence(
        Call call, ImmutableArray<RouteTarget> candidates, EndpointHealthRegistry health, RetryPolicy policy, ReasoningMaker? maker = null,
        SessionCache? cache = null)
    {
        this.call = call;
        this.health = health;
        this.policy = policy;
        team = call.Context.Holder.Key.TeamId;
        targets = candidates.Length == 1
            ? candidates
            : EndpointOrder.Sort(candidates, Snapshots(candidates), call.Context.Day, maker, cache);
        if (call.Context.Request.HasProviderCompaction) targets = [.. targets.OrderByDescending(static target => target.Endpoint.Provider.Compaction)];
        foreach (var target in targets) health.Get(target.Endpoint).RecordCall(team);
        histories = new TargetHistory[targets.Length];
        for (var i = 0; i < histories.Length; i++) histories[i] = new TargetHistory(IsAvailable: true, targets[i].Endpoint.Timeouts.Total);
        RecordEmptyInterruptions();
    }

    public RouteTarget this[int target] => targets[target];

    /// <summary>The next attempt; null if none is remaining.</summary>
    /// <param name="elapsed">The time since the first attempt began.</param>
    public NextAttempt? Next(TimeSpan elapsed)
    {
        // A single endpoint is called even if its circuit breaker is open.
        for (var i = 0; targets.Length > 1 && i < targets.Length; i++)
            histories[i] = histories[i] with { IsAvailable = health.Get(targets[i].Endpoint).Snapshot.IsAvailable };
        return policy.Next(histories, made, elapsed, window);
    }

    /// <summary>Begins an attempt. Null if another call has become the probe of the half-open circuit breaker in the meantime.</summary>
    public AttemptLease? TryBegin(NextAttempt next)
    {
        ref var history = ref histories[next.Target];
        if (health.Get(targets[next.Target].Endpoint).TryBegin(team, ignoreBreaker: !history.IsAvailable || targets.Length == 1) is not { } lease)
            return null;
        history = history with { Attempts = history.Attempts + 1 };
        made++;
        return lease;
    }

    /// <summary>Another target that has not failed can still be called when the first content of this attempt is late.</summary>
    /// <param name="attempt">The attempt that has begun.</param>
    /// <param name="elapsed">The time since the first attempt began.</param>
    public bool HasSuccessor(NextAttempt attempt, TimeSpan elapsed)
    {
        if (targets.Length == 1 || made >= RetryPolicy.MaxAttempts) return false;
        var late = elapsed + targets[attempt.Target].Endpoint.Timeouts.FirstTokenOf(reasonsSilently: false);
        if (made > 1 && late > window) return false;
        for (var i = 0; i < targets.Length; i++)
        {
            if (i == attempt.Target || histories[i] is not { IsAvailable: true, Attempts: 0, LastFailure: null } other) continue;
            if (late < other.TotalTimeout) return true;
        }

        return false;
    }

    /// <summary>
    /// Records that the endpoint's dialect cannot express the request. The endpoint was not called, and is not tried again.
    /// </summary>
    public void Skip(NextAttempt attempt, AttemptFailure failure, TimeSpan elapsed)
    {
        RecordFailure(attempt, failure, elapsed);
        made--;
    }

    public void RecordFailure(NextAttempt attempt, AttemptFailure failure, TimeSpan elapsed)
    {
        histories[attempt.Target] = histories[attempt.Target] with { LastFailure = failure, FailedAt = elapsed };

        // A hung provider can be detected late, and the time that it left is for another endpoint.
        if (made == 1 && failure.Outcome == AttemptOutcome.TimedOut) window = elapsed + RetryPolicy.RetryWindow;
    }

    /// <summary>Leaves only the targets of a model, if there are any, because the failure of another one concerns the rest too.</summary>
    public void KeepOnly(string model, AttemptFailure failure)
    {
        if (!targets.Any(target => target.Model.Id == model)) return;
        for (var i = 0; i < targets.Length; i++)
        {
            if (targets[i].Model.Id != model) histories[i] = histories[i] with { LastFailure = failure };
        }
    }

    /// <summary>The shortest remaining retry-after time of the failed targets; null if no provider sent one.</summary>
    /// <param name="elapsed">The time since the first attempt began.</param>
    public TimeSpan? EarliestRetryAfter(TimeSpan elapsed)
    {
        TimeSpan? earliest = null;
        foreach (var history in histories)
        {
            if (history.LastFailure?.RetryAfter is not { } retryAfter) continue;
            var remaining = TimeSpan.FromTicks(Math.Clamp((retryAfter - (elapsed - history.FailedAt)).Ticks, 0, EndpointHealth.MaxRetryAfter.Ticks));
            if (earliest is null || remaining < earliest) earliest = remaining;
        }

        return earliest;
    }

    /// <summary>
    /// What cut the stream without adding to it has failed in this call: it comes after the others and after a backoff
    /// (NousResearch/hermes-agent#86572: every continuation went to the provider that cut all streams).
    /// </summary>
    private void RecordEmptyInterruptions()
    {
        foreach (var interrupted in call.EmptyInterruptions)
        {
            var index = targets.IndexOf(interrupted);
            if (index < 0) continue;
            histories[index] = histories[index] with { Attempts = histories[index].Attempts + 1, LastFailure = EmptyInterruption };
            made++;
        }
    }

    private EndpointHealthSnapshot[] Snapshots(ImmutableArray<RouteTarget> plan)
    {
        var snapshots = new EndpointHealthSnapshot[plan.Length];
        for (var i = 0; i < snapshots.Length; i++) snapshots[i] = health.Get(plan[i].Endpoint).Snapshot;
        return snapshots;
    }
}
