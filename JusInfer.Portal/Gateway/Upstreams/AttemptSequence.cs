using System.Collections.Immutable;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// The course of one call over its targets: what was asked where, and what is next. It decides by the policy and by what breakers say now.
/// </summary>
internal sealed class AttemptSequence
{
    private readonly EndpointHealthRegistry health;
    private readonly RetryPolicy policy;
    private readonly ImmutableArray<RouteTarget> targets;
    private readonly TargetHistory[] histories;
    private int made;

    public AttemptSequence(RoutePlan plan, DateOnly day, EndpointHealthRegistry health, RetryPolicy policy)
    {
        this.health = health;
        this.policy = policy;
        targets = plan.Targets.Length == 1 ? plan.Targets : EndpointOrder.Of(plan.Targets, Standings(plan.Targets), day);
        histories = new TargetHistory[targets.Length];
        for (var i = 0; i < histories.Length; i++) histories[i] = new TargetHistory(IsAdmitted: true, targets[i].Endpoint.Timeouts.Total);
    }

    public RouteTarget this[int target] => targets[target];

    /// <summary>The next attempt; null where none is left.</summary>
    /// <param name="spent">Since the first attempt began.</param>
    public NextAttempt? Next(TimeSpan spent)
    {
        // Alone, an endpoint is asked whatever its breaker says.
        for (var i = 0; targets.Length > 1 && i < targets.Length; i++)
            histories[i] = histories[i] with { IsAdmitted = health.Of(targets[i].Endpoint).Standing.IsAdmitted };
        return policy.Next(histories, made, spent);
    }

    /// <summary>Sets out. Null where the breaker admitted this attempt a moment ago and does not now: another call is its probe.</summary>
    public AttemptLease? Begin(NextAttempt next)
    {
        ref var history = ref histories[next.Target];
        if (health.Of(targets[next.Target].Endpoint).Begin(regardless: !history.IsAdmitted || targets.Length == 1) is not { } visit)
            return null;
        history = history with { Asked = history.Asked + 1 };
        made++;
        return visit;
    }

    /// <summary>The endpoint could not be put the request: it was not asked, and is not looked at again.</summary>
    public void PassOver(NextAttempt attempt, AttemptFailure failure, TimeSpan spent)
    {
        Failed(attempt, failure, spent);
        made--;
    }

    public void Failed(NextAttempt attempt, AttemptFailure failure, TimeSpan spent) =>
        histories[attempt.Target] = histories[attempt.Target] with { LastFailure = failure, FailedAt = spent };

    /// <summary>How long until the first of those asked wants to be asked again; null where none of them said so.</summary>
    /// <param name="spent">Since the first attempt began.</param>
    public TimeSpan? EarliestRetryAfter(TimeSpan spent)
    {
        TimeSpan? soonest = null;
        foreach (var history in histories)
        {
            if (history.LastFailure?.RetryAfter is not { } wish) continue;
            var left = TimeSpan.FromTicks(Math.Clamp((wish - (spent - history.FailedAt)).Ticks, 0, EndpointHealth.MaxHoldDuration.Ticks));
            if (soonest is null || left < soonest) soonest = left;
        }

        return soonest;
    }

    private EndpointHealthSnapshot[] Standings(ImmutableArray<RouteTarget> plan)
    {
        var standings = new EndpointHealthSnapshot[plan.Length];
        for (var i = 0; i < standings.Length; i++) standings[i] = health.Of(plan[i].Endpoint).Standing;
        return standings;
    }
}
