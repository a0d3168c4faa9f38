using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Asks one upstream after the other to go on with an answer that broke off: the same model elsewhere, then where it broke off, then other
/// models of its tier. The first attempt is no retry: a provider's fault that cuts every stream at once must not find a budget for some of
/// them only.
/// </summary>
internal sealed partial class ContinuationLoop(
    IUpstream upstream, EndpointHealthRegistry health, RetryPolicy policy, RetryBudget budget, TimeProvider time,
    ILogger<ContinuationLoop> logger) : IContinuations
{
    /// <summary>What must be left of a call's time at an endpoint: enough for a word, and more than timers are off by.</summary>
    private static readonly TimeSpan MinRemainingTime = TimeSpan.FromMilliseconds(100);

    public async ValueTask<UpstreamStream?> RunAsync(Call call, AttemptFailure interruption, IAnswerWriter writer, TimeSpan spent)
    {
        BreakOff(call, interruption);
        if (call.Interrupted is { IsLimitReached: true }) return null;
        var course = new AttemptSequence(call.Context.Plan with { Targets = Targets(call) }, call.Context.Day, health, policy);
        var began = time.GetTimestamp();
        var isPaid = true;
        while (course.Next(spent + time.GetElapsedTime(began)) is { } next)
        {
            if (!isPaid && !(isPaid = budget.TrySpend())) break;
            if (!await RetryDelay.WaitAsync(next.Wait, call, time)) break;
            if (course.Begin(next) is not { } visit) continue;
            var before = call.Attempt;
            call.Begin(course[next.Target], time.GetTimestamp());
            var outcome = await upstream.ContinueAsync(call, writer);
            if (outcome.TryGet(out var leg, out var failure))
            {
                if (call.HasInjectedFault) visit.Health.Disregard(visit);
                else visit.Health.Answered(visit, waited: null);
                LogResumed(logger, call.Context.Id, call.Attempts, call.Target.Endpoint.Provider.Id, call.Interrupted!.DeliveredTokens);
                return leg;
            }

            if (call.HasInjectedFault) visit.Health.Disregard(visit);
            else visit.Health.Failed(visit, failure);
            if (failure.Kind == FailureKind.Unfit)
            {
                // Nobody was asked: it is no attempt, and takes none from who can be.
                call.Withdraw(before);
                course.PassOver(next, failure, spent + time.GetElapsedTime(began));
                continue;
            }

            isPaid = call.HasInjectedFault;
            call.History.Failed(call, failure, time);
            LogContinuationFailed(logger, Level(call), call.Context.Id, call.Attempts, failure.Reason);
            if (failure.Kind == FailureKind.Canceled) break;
            course.Failed(next, failure, spent + time.GetElapsedTime(began));
        }

        return null;
    }

    public void Refused(Call call, ResumeBlocker blocker) => LogRefused(logger, Level(call), call.Context.Id, blocker.Code());

    private void BreakOff(Call call, AttemptFailure broken)
    {
        LogBrokeOff(logger, Level(call), call.Context.Id, call.Attempts, broken.Reason);
        if (!call.HasInjectedFault) health.Of(call.Target.Endpoint).Interrupted();
        call.History.Failed(call, broken, time);
        if (call.Interrupted is null) call.Served = call.Target;
        var delivered = call.Meter.BreakOff();
        call.Interrupted = new InterruptedAnswer
        {
            Text = call.Transcript.Read(),
            DeliveredTokens = delivered,
            IsLimitReached = call.Transcript.Announced is null && delivered >= call.Context.Request.Features.MaxOutputTokens,
            Announced = call.Transcript.Announced,
        };
    }

    /// <summary>
    /// Who may go on. An endpoint at which a call may not take as long as this one has would be cut off at once, and take the blame.
    /// </summary>
    private ImmutableArray<RouteTarget> Targets(Call call)
    {
        var taken = time.GetElapsedTime(call.FirstAttemptAt);
        var (served, broken, hasText) = (call.Served.Model, call.Target, call.Transcript.HasText);
        var able = call.Context.Plan.Targets.Where(
            target => target.Endpoint.Timeouts.Total - taken > MinRemainingTime
                && (!hasText || target.Model.Continuation != Continuation.None));
        var sameModel = able.Where(target => ReferenceEquals(target.Model, served));
        return
        [
            .. sameModel.Where(target => target != broken),
            .. sameModel.Where(target => target == broken),
            .. able.Where(target => !ReferenceEquals(target.Model, served) && target.Model.Tier == served.Tier),
        ];
    }

    /// <summary>What a drill breaks is nobody's trouble.</summary>
    private static LogLevel Level(Call call) => call.HasInjectedFault ? LogLevel.Information : LogLevel.Warning;

    [LoggerMessage(
        EventId = LogEvents.StreamBrokeOff, Message = "Call {Call}: {Reason} in attempt {Attempt}, with part of the answer sent.")]
    private static partial void LogBrokeOff(ILogger logger, LogLevel level, RequestId call, int attempt, string reason);

    [LoggerMessage(
        LogEvents.StreamResumed,
        LogLevel.Information,
        "Call {Call} goes on with attempt {Attempt} at {Provider}, after about {Tokens} tokens.")]
    private static partial void LogResumed(ILogger logger, RequestId call, int attempt, string provider, int tokens);

    [LoggerMessage(EventId = LogEvents.AttemptFailed, Message = "Call {Call}, attempt {Attempt} to go on: {Reason}.")]
    private static partial void LogContinuationFailed(ILogger logger, LogLevel level, RequestId call, int attempt, string reason);

    [LoggerMessage(
        EventId = LogEvents.StreamNotResumed, Message = "Call {Call}: its answer broke off and is not gone on with ({Obstacle}).")]
    private static partial void LogRefused(ILogger logger, LogLevel level, RequestId call, string obstacle);
}
