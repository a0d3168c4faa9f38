using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Sends a call to the targets of its plan, one after the other, until one answers. The client does not see attempts that fail before an
/// answer begins. It gets an error when no target is left.
/// </summary>
internal sealed partial class AttemptLoop(
    IUpstream upstream, IContinuations continuations, ResumptionCounters resumptions, EndpointHealthRegistry health, RetryPolicy policy,
    RetryBudget budget, TimeProvider time, ILogger<AttemptLoop> logger)
{
    /// <returns>The answer to send; null if the call failed. <see cref="Call.Error"/> then holds the reason.</returns>
    public async ValueTask<ResponseStream?> RunAsync(Call call)
    {
        budget.RecordCall(call.Context.Holder.Key.TeamId);
        var (plan, context) = (call.Context.Plan, call.Context);
        var maker = plan.Targets.Length > 1 ? upstream.FindReasoningMaker(call) : null;
        var cache = plan.Targets.Length > 1
            ? SessionCache.Create(context.Session?.Call, context.Request.Features.InputTokens, context.Day)
            : null;
        var attempts = new AttemptSequence(call, plan.Targets, health, policy, maker, cache);
        call.FirstAttemptAt = time.GetTimestamp();
        AttemptFailure? failure = null, unsupported = null;
        var (isWithinRetryBudget, isDeclined) = (true, false);
        while (attempts.Next(time.GetElapsedTime(call.FirstAttemptAt)) is { } next)
        {
            if (!isWithinRetryBudget && !(isWithinRetryBudget = budget.TrySpend(call.Context.Holder.Key.TeamId)))
            {
                LogRetryBudgetExhausted(logger, call.Context.Id);
                break;
            }

            if (!await RetryDelay.WaitAsync(next.Delay, call, time)) break;
            if (attempts.TryBegin(next) is not { } lease) continue;
            var hasSuccessor = attempts.HasSuccessor(next, time.GetElapsedTime(call.FirstAttemptAt))
                && budget.RemainingFor(call.Context.Holder.Key.TeamId) > 0;
            var outcome = await SendAsync(call, attempts[next.Target], lease, hasSuccessor);
            if (outcome.TryGet(out var answer, out var attemptFailure)) return answer;
            if (attemptFailure.Kind == FailureKind.Unsupported)
            {
                // The client gets this error only if no target supports the request.
                unsupported ??= attemptFailure;
                attempts.Skip(next, attemptFailure, time.GetElapsedTime(call.FirstAttemptAt));
                continue;
            }

            failure = attemptFailure;
            if (!failure.MayRetry && !MayEscalate(call, failure) && (isDeclined || failure.Kind != FailureKind.Declined)) break;
            isDeclined |= failure.Kind == FailureKind.Declined;

            // What one smaller model rejects, the next one probably does too.
            if (failure.Kind == FailureKind.Caller) attempts.KeepOnly(call.Context.Plan.Explanation!.Baseline, failure);
            attempts.RecordFailure(next, failure, time.GetElapsedTime(call.FirstAttemptAt));
            isWithinRetryBudget = call.HasInjectedFault;
        }

        failure ??= unsupported;

        call.EndUnanswered(isAbandoned: failure?.Kind == FailureKind.Canceled && call.Context.RequestAborted.IsCancellationRequested);
        call.UpstreamTicks = time.GetTimestamp() - call.FirstAttemptAt;
        call.Error = call.Context.RequestAborted.IsCancellationRequested ? GatewayError.ClientClosed
            : call.Context.Shutdown.IsCancellationRequested ? GatewayError.ShuttingDown
            : failure?.Error ?? Unanswered(call, failure, attempts.EarliestRetryAfter(time.GetElapsedTime(call.FirstAttemptAt)));
        return null;
    }

    /// <summary>
    /// Another model than the baseline has rejected the request, for example because it is stricter or counts more tokens. The next one may accept it. Only once,
    /// because most requests that a model rejects are invalid.
    /// </summary>
    private static bool MayEscalate(Call call, AttemptFailure failure) =>
        failure.Kind == FailureKind.Caller && call.Attempts == 1 && call.Context.Plan.Explanation is { } explanation && explanation.Baseline != call.Target.Model.Id;

    /// <summary>Sends the call to a target. An answer that is not the required JSON is corrected once.</summary>
    private async ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(
        Call call, RouteTarget target, AttemptLease lease, bool hasSuccessor)
    {
        var before = call.LastAttempt;
        call.Begin(target, time.GetTimestamp());
        call.Attempt.IsReplaceable = hasSuccessor;
        var outcome = await SendAsync(call, lease, before);
        if (outcome.TryGet(out var complete, out _) && complete is BufferedResponse && call.Attempt.ResponseFault is { } fault) return await RepeatAsync(call, complete, fault);
        if (outcome.Error is not { Kind: FailureKind.InvalidAnswer } invalid) return outcome;
        call.BeginCorrection(time.GetTimestamp());
        outcome = await SendAsync(call, lease, before);
        if (outcome.Error is not null) call.KeepInvalidAnswer();

        // What is wrong with the request for a correction, such as its length, is not the client's fault.
        return outcome.Error is { Kind: FailureKind.InvalidAnswer or FailureKind.Caller or FailureKind.Unsupported } failure
            ? WithAttempts(failure.Kind == FailureKind.InvalidAnswer ? failure : invalid, call)
            : outcome;
    }

    /// <summary>Has another model repeat a complete answer that is of no use to the client, before the client receives it. If none does, the client receives it as it is.</summary>
    private async ValueTask<Result<ResponseStream, AttemptFailure>> RepeatAsync(Call call, ResponseStream answer, ResponseFault fault)
    {
        var first = call.Attempt;
        call.History.AddFailure(call, AttemptFailure.OfFault(call.Target.Endpoint.Provider, fault), time);
        LogRepeated(logger, call.Context.Id, call.Target.Endpoint.Provider.Id, EscalatedResponse.CodeOf(fault));
        call.BeginEscalation();
        call.Transcript.Clear();
        var attempts = new AttemptSequence(call, ResponseRepair.Targets(call), health, policy);
        var startedAt = time.GetTimestamp();
        var isWithinRetryBudget = true;
        while (attempts.Next(time.GetElapsedTime(startedAt)) is { } next)
        {
            if (!isWithinRetryBudget && !(isWithinRetryBudget = budget.TrySpend(call.Context.Holder.Key.TeamId)))
            {
                LogRetryBudgetExhausted(logger, call.Context.Id);
                break;
            }

            if (!await RetryDelay.WaitAsync(next.Delay, call, time)) break;
            if (attempts.TryBegin(next) is not { } lease) continue;
            var before = call.LastAttempt;
            call.Begin(attempts[next.Target], time.GetTimestamp());
            var outcome = await SendAsync(call, lease, before);
            if (outcome.TryGet(out var repeated, out var failure))
            {
                answer.Release();
                return repeated;
            }

            if (failure.Kind == FailureKind.Unsupported)
            {
                attempts.Skip(next, failure, time.GetElapsedTime(startedAt));
                continue;
            }

            if (!failure.MayRetry) break;
            attempts.RecordFailure(next, failure, time.GetElapsedTime(startedAt));
            isWithinRetryBudget = call.HasInjectedFault;
        }

        call.EndEscalation(first);
        call.UpstreamTicks = time.GetTimestamp() - call.FirstAttemptAt;
        return answer;
    }

    private async ValueTask<Result<ResponseStream, AttemptFailure>> SendAsync(Call call, AttemptLease lease, Attempt? before)
    {
        var outcome = await upstream.SendAsync(call);
        if (outcome.Error is { Kind: FailureKind.Signature } rejection)
        {
            RecordFailure(call, rejection);
            call.RepeatWithoutSignatures(time.GetTimestamp());
            outcome = await upstream.SendAsync(call);
        }

        if (outcome.Error is { Kind: FailureKind.MissingReasoning } missing)
        {
            if (!call.Attempt.OmitsReasoning)
            {
                RecordFailure(call, missing);
                call.RepeatWithoutReasoning(time.GetTimestamp());
                outcome = await upstream.SendAsync(call);
            }

            if (outcome.Error is { Kind: FailureKind.MissingReasoning } again) outcome = again with { Kind = FailureKind.Caller };
        }

        if (outcome.TryGet(out var answer, out var failure))
        {
            call.UpstreamTicks = time.GetTimestamp() - call.FirstAttemptAt;
            var isStreamed = call.IsStreamedUpstream && call.Meter.FirstContentAt > 0;
            lease.Report(call, failure: null, isStreamed ? time.GetElapsedTime(call.Attempt.StartedAt, call.Meter.FirstContentAt) : null);
            if (answer is not StreamingResponse streamed) return outcome;
            streamed.EnableResumption(new StreamResumption(continuations, resumptions, time));
            return call.Attempt.IsAssembled ? await AssembleAsync(call, streamed) : outcome;
        }

        lease.Report(call, failure);
        if (failure.Kind == FailureKind.Unsupported)
        {
            call.Withdraw(before);
            return outcome;
        }

        RecordFailure(call, failure);
        return outcome;
    }

    private static AttemptFailure WithAttempts(AttemptFailure failure, Call call) =>
        failure with { Error = failure.Error! with { Attempts = call.History.Failures } };

    private void RecordFailure(Call call, AttemptFailure failure)
    {
        call.History.AddFailure(call, failure, time);
        Report(call, failure);
        call.Transcript.Clear();
    }

    /// <summary>Reads a stream to its end. If it fails for good, the next attempt begins a new answer: the client has received nothing.</summary>
    private async ValueTask<Result<ResponseStream, AttemptFailure>> AssembleAsync(Call call, StreamingResponse stream)
    {
        var outcome = await stream.AssembleAsync();
        call.UpstreamTicks = time.GetTimestamp() - call.FirstAttemptAt;
        if (outcome.TryGet(out _, out var failure)) return outcome;
        if (failure.Kind == FailureKind.InvalidAnswer)
        {
            RecordFailure(call, failure);
            return outcome;
        }

        if (!call.History.IncludesLast(call))
        {
            if (failure.MayRetry && !call.HasInjectedFault)
                health.Get(call.Target.Endpoint).ReportInterruption(call.Context.Holder.Key.TeamId, failure);
            call.History.AddFailure(call, failure, time);
            Report(call, failure);
        }

        call.DropAnswer();
        return outcome;
    }

    private static GatewayError Unanswered(Call call, AttemptFailure? failure, TimeSpan? retryAfter)
    {
        var attempts = call.Attempts == 1 ? "1 attempt was" : $"{call.Attempts} attempts were";
        var delay = retryAfter is { } wait ? $"{ErrorResponse.WholeSeconds(wait)} seconds" : "a minute";
        return GatewayError.Upstream(
            $"No provider could answer: {failure?.Reason}. {attempts} made. Send it again in {delay}, or request "
            + "another model.") with
        {
            IsTransient = true,
            RetryAfter = retryAfter,
            Attempts = call.History.Failures,
        };
    }

    private void Report(Call call, AttemptFailure failure)
    {
        if (call.HasInjectedFault) LogFaultInjected(logger, call.Context.Id, call.Attempts, failure.Reason);
        else if (failure.Kind == FailureKind.Operator || (failure.Kind == FailureKind.Refused && IsRemoved(call.Target)))
            LogOperatorMustAct(logger, call.Target.Endpoint.Provider.Id, failure.Explanation, call.Target.Model.Id);
        else LogAttemptFailed(logger, call.Context.Id, call.Attempts, failure.Explanation);
    }

    /// <summary>A caller can provoke a 403 or 404. The operator must act once it has removed the endpoint.</summary>
    private bool IsRemoved(RouteTarget target) => !health.Get(target.Endpoint).Snapshot.IsAvailable;

    [LoggerMessage(LogEvents.AttemptFailed, LogLevel.Warning, "Call {Call}, attempt {Attempt} failed: {Reason}.")]
    private static partial void LogAttemptFailed(ILogger logger, RequestId call, int attempt, string reason);

    [LoggerMessage(LogEvents.AnswerRepeated, LogLevel.Information, "Call {Call}: the answer of {Provider} is repeated by the baseline model ({Fault}).")]
    private static partial void LogRepeated(ILogger logger, RequestId call, string provider, string fault);

    [LoggerMessage(LogEvents.AttemptFaultInjected, LogLevel.Information, "Call {Call}, attempt {Attempt} failed because of an injected fault: {Reason}.")]
    private static partial void LogFaultInjected(ILogger logger, RequestId call, int attempt, string reason);

    [LoggerMessage(
        LogEvents.OperatorMustAct,
        LogLevel.Error,
        "Provider {Provider} rejected this gateway: {Reason} for {Model}. Check its credential and the model's name in the catalog.")]
    private static partial void LogOperatorMustAct(ILogger logger, string provider, string reason, string model);

    [LoggerMessage(LogEvents.RetryBudgetSpent, LogLevel.Warning, "Call {Call} is not retried: the retry budget of its team or of the process is used up for this minute.")]
    private static partial void LogRetryBudgetExhausted(ILogger logger, RequestId call);
}
