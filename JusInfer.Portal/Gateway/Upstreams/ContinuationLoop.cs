using System.Collections.Immutable;
using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Requests;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Sends an interrupted answer to one target after the other until one continues it: first the same model on other endpoints, then the
/// endpoint of the interruption, then other models of the same tier. The first attempt of a call does not count against the retry budget.
/// Otherwise a failure that interrupts all streams of a provider at once would exhaust the budget, and only some streams would be resumed.
/// An endpoint that has interrupted the stream without adding to it comes last, after a backoff, and from the budget.
/// </summary>
internal sealed partial class ContinuationLoop(
    IUpstream upstream, EndpointHealthRegistry health, RetryPolicy policy, RetryBudget budget, TimeProvider time,
    ILogger<ContinuationLoop> logger) : IContinuations
{
    /// <summary>The minimum rest of an endpoint's total timeout for an attempt. Exceeds the inaccuracy of timers.</summary>
    private static readonly TimeSpan MinRemainingTime = TimeSpan.FromMilliseconds(100);

    public async ValueTask<UpstreamStream?> RunAsync(Call call, AttemptFailure interruption, IResponseWriter writer, TimeSpan elapsed)
    {
        RecordInterruption(call, interruption);
        if (call.Interrupted is { IsLimitReached: true }) return null;
        return await RunAsync(call, Targets(call), call.Begin, writer, elapsed, isFree: !call.HasAskedForContinuation);
    }

    public async ValueTask<UpstreamStream?> RepeatAsync(Call call, IResponseWriter writer)
    {
        var (first, fault) = (call.Attempt, call.Attempt.ResponseFault!.Value);
        var provider = call.Target.Endpoint.Provider;
        call.History.AddFailure(call, AttemptFailure.OfFault(provider, fault), time);
        LogRepeated(logger, call.Context.Id, provider.Id, EscalatedResponse.CodeOf(fault));
        call.BeginEscalation();
        var text = new InterruptedResponse { Text = call.Transcript.Read(), DeliveredTokens = call.Transcript.Escaped.Length / TokenEstimate.BytesPerToken };
        ImmutableArray<RouteTarget> targets = [.. ResponseRepair.Targets(call).Where(target => !text.HasText || target.Model.Continuation != Continuation.None)];
        if (!targets.IsEmpty)
        {
            void Begin(RouteTarget target, long now) => call.BeginRepetition(target, text, now);
            if (await RunAsync(call, targets, Begin, writer, TimeSpan.Zero, isFree: true) is { } stream) return stream;
        }

        call.EndEscalation(first);
        return null;
    }

    private async ValueTask<UpstreamStream?> RunAsync(
        Call call, ImmutableArray<RouteTarget> targets, Action<RouteTarget, long> begin, IResponseWriter writer, TimeSpan elapsed,
        bool isFree)
    {
        var attempts = new AttemptSequence(call, targets, health, policy);
        var startedAt = time.GetTimestamp();
        var isWithinRetryBudget = isFree || call.HasInjectedFault;
        while (attempts.Next(elapsed + time.GetElapsedTime(startedAt)) is { } next)
        {
            if (!call.HasInjectedFault && call.EmptyInterruptions.Contains(attempts[next.Target])) isWithinRetryBudget = false;
            if (!isWithinRetryBudget && !(isWithinRetryBudget = budget.TrySpend(call.Context.Holder.Key.TeamId))) break;
            if (!await RetryDelay.WaitAsync(next.Delay, call, time)) break;
            if (attempts.TryBegin(next) is not { } lease) continue;
            var before = call.LastAttempt;
            begin(attempts[next.Target], time.GetTimestamp());
            var outcome = await upstream.ContinueAsync(call, writer);
            if (outcome.Error is { Kind: FailureKind.Signature } rejection)
            {
                RecordFailure(call, rejection);
                call.RepeatWithoutSignatures(time.GetTimestamp());
                outcome = await upstream.ContinueAsync(call, writer);
            }

            if (outcome.Error is not { Kind: FailureKind.Unsupported }) call.HasAskedForContinuation = true;
            if (outcome.TryGet(out var stream, out var failure))
            {
                lease.Report(call, failure: null);
                LogResumed(logger, call.Context.Id, call.Attempts, call.Target.Endpoint.Provider.Id, call.Interrupted!.DeliveredTokens);
                return stream;
            }

            lease.Report(call, failure);
            if (failure.Kind == FailureKind.Unsupported)
            {
                // No request was sent, so this does not count as an attempt.
                call.Withdraw(before);
                attempts.Skip(next, failure, elapsed + time.GetElapsedTime(startedAt));
                continue;
            }

            isWithinRetryBudget = call.HasInjectedFault;
            RecordFailure(call, failure);
            if (failure.Kind == FailureKind.Canceled) break;
            attempts.RecordFailure(next, failure, elapsed + time.GetElapsedTime(startedAt));
        }

        return null;
    }

    public void ReportBlocked(Call call, ResumeBlocker blocker) => LogNotResumed(logger, Level(call), call.Context.Id, blocker.Code());

    private void RecordFailure(Call call, AttemptFailure failure)
    {
        call.History.AddFailure(call, failure, time);
        LogContinuationFailed(logger, Level(call), call.Context.Id, call.Attempts, failure.Explanation);
    }

    private void RecordInterruption(Call call, AttemptFailure interruption)
    {
        LogInterrupted(logger, Level(call), call.Context.Id, call.Attempts, interruption.Explanation);
        if (!call.HasInjectedFault)
            health.Get(call.Target.Endpoint).ReportInterruption(call.Context.Holder.Key.TeamId, interruption);
        call.History.AddInterruption(call, interruption, time);
        if (!call.Meter.HasDelivered) call.RecordEmptyInterruption();
        var delivered = call.Meter.Interrupt();
        call.Interrupt(new InterruptedResponse
        {
            Text = call.Transcript.Read(),
            DeliveredTokens = delivered,
            IsLimitReached = call.Transcript.Announced is null && delivered >= call.MaxOutputTokens,
            Announced = call.Transcript.Announced,
        });
    }

    /// <summary>
    /// The targets that may continue the answer. An endpoint whose total timeout has almost passed is excluded: its attempt would time out
    /// at once and count as a failure of the endpoint.
    /// </summary>
    private ImmutableArray<RouteTarget> Targets(Call call)
    {
        var elapsed = time.GetElapsedTime(call.FirstAttemptAt);
        var (served, interrupted, hasText) = (call.Served.Model, call.Target, call.Transcript.HasText);
        var candidates = call.Context.Plan.Targets.Where(
            target => target.Endpoint.Timeouts.Total - elapsed > MinRemainingTime
                && (!hasText || target.Model.Continuation != Continuation.None));
        var sameModel = candidates.Where(target => ReferenceEquals(target.Model, served));
        return
        [
            .. sameModel.Where(target => target != interrupted),
            .. sameModel.Where(target => target == interrupted),
            .. candidates.Where(target => !ReferenceEquals(target.Model, served) && target.Model.Tier == served.Tier),
        ];
    }

    /// <summary>Injected faults need no attention, so they are not logged as warnings.</summary>
    private static LogLevel Level(Call call) => call.HasInjectedFault ? LogLevel.Information : LogLevel.Warning;

    [LoggerMessage(
        EventId = LogEvents.StreamInterrupted,
        Message = "Call {Call}: the stream of attempt {Attempt} was interrupted after part of the answer was sent: {Reason}.")]
    private static partial void LogInterrupted(ILogger logger, LogLevel level, RequestId call, int attempt, string reason);

    [LoggerMessage(
        LogEvents.StreamResumed,
        LogLevel.Information,
        "Call {Call} is resumed with attempt {Attempt} at {Provider}, after about {Tokens} tokens.")]
    private static partial void LogResumed(ILogger logger, RequestId call, int attempt, string provider, int tokens);

    [LoggerMessage(LogEvents.AnswerRepeated, LogLevel.Information, "Call {Call}: the answer of {Provider} is repeated by the baseline model ({Fault}).")]
    private static partial void LogRepeated(ILogger logger, RequestId call, string provider, string fault);

    [LoggerMessage(EventId = LogEvents.AttemptFailed, Message = "Call {Call}: continuation attempt {Attempt} failed: {Reason}.")]
    private static partial void LogContinuationFailed(ILogger logger, LogLevel level, RequestId call, int attempt, string reason);

    [LoggerMessage(
        EventId = LogEvents.StreamNotResumed, Message = "Call {Call}: the interrupted stream is not resumed ({Blocker}).")]
    private static partial void LogNotResumed(ILogger logger, LogLevel level, RequestId call, string blocker);
}
