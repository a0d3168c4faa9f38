using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Routing;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Asks one target of the plan after the other until one answers. Whatever fails before an answer begins stays unseen by the client; only
/// when nothing is left to try does it hear of it.
/// </summary>
internal sealed partial class AttemptLoop(
    IUpstream upstream, IContinuations continuations, ResumptionCounters resumptions, EndpointHealthRegistry health, RetryPolicy policy,
    RetryBudget budget, TimeProvider time, ILogger<AttemptLoop> logger)
{
    /// <returns>The answer to send; null where the call failed, and then the call's error says why.</returns>
    public async ValueTask<ResponseStream?> RunAsync(Call call)
    {
        budget.Earn();
        var course = new AttemptSequence(call.Context.Plan, call.Context.Day, health, policy);
        call.FirstAttemptAt = time.GetTimestamp();
        AttemptFailure? failure = null, unfit = null;
        var isPaid = true;
        while (course.Next(time.GetElapsedTime(call.FirstAttemptAt)) is { } next)
        {
            if (!isPaid && !(isPaid = budget.TrySpend()))
            {
                LogBudgetSpent(logger, call.Context.Id);
                break;
            }

            if (!await RetryDelay.WaitAsync(next.Wait, call, time)) break;
            if (course.Begin(next) is not { } visit) continue;
            var outcome = await AskAsync(call, course[next.Target], visit);
            if (outcome.TryGet(out var answer, out var fault)) return answer;
            if (fault.Kind == FailureKind.Unfit)
            {
                // The caller hears of it only where nobody else could be asked.
                unfit ??= fault;
                course.PassOver(next, fault, time.GetElapsedTime(call.FirstAttemptAt));
                continue;
            }

            failure = fault;
            if (!failure.MayRetry) break;
            course.Failed(next, failure, time.GetElapsedTime(call.FirstAttemptAt));
            isPaid = call.HasInjectedFault;
        }

        failure ??= unfit;

        // Nothing of what the attempts may have read was delivered, and so nothing of it is billed.
        call.Attempt.DiscardUsage();
        call.UpstreamTicks = time.GetTimestamp() - call.FirstAttemptAt;
        call.Error = call.Context.ClientLeft.IsCancellationRequested ? GatewayError.ClientClosed
            : call.Context.Shutdown.IsCancellationRequested ? GatewayError.ShuttingDown
            : failure?.Error ?? Unanswered(call, failure, course.EarliestRetryAfter(time.GetElapsedTime(call.FirstAttemptAt)));
        return null;
    }

    private async ValueTask<Result<ResponseStream, AttemptFailure>> AskAsync(
        Call call, RouteTarget target, AttemptLease visit)
    {
        var before = call.Attempt;
        call.Begin(target, time.GetTimestamp());
        var outcome = await upstream.AskAsync(call);
        if (outcome.TryGet(out var answer, out var failure))
        {
            call.UpstreamTicks = time.GetTimestamp() - call.FirstAttemptAt;
            if (call.HasInjectedFault) visit.Health.Disregard(visit);
            else
                visit.Health.Answered(
                    visit,
                    call.Context.Request.Stream && call.Meter.FirstContentAt > 0
                        ? time.GetElapsedTime(call.Attempt.StartedAt, call.Meter.FirstContentAt)
                        : null);
            if (answer is StreamingResponse streamed) streamed.ResumeWith(new StreamResumption(continuations, resumptions, time));
            return outcome;
        }

        if (call.HasInjectedFault) visit.Health.Disregard(visit);
        else visit.Health.Failed(visit, failure);
        if (failure.Kind == FailureKind.Unfit)
        {
            call.Withdraw(before);
            return outcome;
        }

        call.History.Failed(call, failure, time);
        Report(call, failure);
        call.Transcript.Clear();
        return outcome;
    }

    private static GatewayError Unanswered(Call call, AttemptFailure? failure, TimeSpan? wish)
    {
        var quote = failure?.Quote is { } words ? $" ({words})" : "";
        var attempts = call.Attempts == 1 ? "1 attempt was" : $"{call.Attempts} attempts were";
        var later = wish is { } wait ? $"{ErrorResponse.WholeSeconds(wait)} seconds" : "a minute";
        return GatewayError.Upstream(
            $"No provider could answer: {failure?.Reason}{quote}. {attempts} made. Send it again in {later}, or ask for "
            + "another model.") with
        {
            MayPass = true,
            RetryAfter = wish,
            Attempts = call.History.SoFar,
        };
    }

    private void Report(Call call, AttemptFailure failure)
    {
        if (call.HasInjectedFault) LogAttemptDrilled(logger, call.Context.Id, call.Attempts, failure.Reason);
        else if (failure.Kind == FailureKind.Operator)
            LogOperatorMustAct(logger, call.Target.Endpoint.Provider.Id, failure.Reason, call.Target.Model.Id);
        else LogAttemptFailed(logger, call.Context.Id, call.Attempts, failure.Reason);
    }

    [LoggerMessage(LogEvents.AttemptFailed, LogLevel.Warning, "Call {Call}, attempt {Attempt}: {Reason}.")]
    private static partial void LogAttemptFailed(ILogger logger, RequestId call, int attempt, string reason);

    [LoggerMessage(LogEvents.AttemptDrilled, LogLevel.Information, "Call {Call}, attempt {Attempt}, struck by a drill: {Reason}.")]
    private static partial void LogAttemptDrilled(ILogger logger, RequestId call, int attempt, string reason);

    [LoggerMessage(
        LogEvents.OperatorMustAct,
        LogLevel.Error,
        "The provider {Provider} refuses this gateway: {Reason} for {Model}. Check its credential and the model's name in the catalog.")]
    private static partial void LogOperatorMustAct(ILogger logger, string provider, string reason, string model);

    [LoggerMessage(LogEvents.RetryBudgetSpent, LogLevel.Warning, "Call {Call} is not tried again: this minute's retries are used up.")]
    private static partial void LogBudgetSpent(ILogger logger, RequestId call);
}
