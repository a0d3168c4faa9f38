using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Takes the plan's targets in order until one answers. Whatever fails before an answer begins stays unseen by the client; only when nothing is
/// left to try does it hear of it.
/// </summary>
internal sealed partial class AttemptLoop(UpstreamExchange upstream, RetryPolicy retries, TimeProvider time, ILogger<AttemptLoop> logger)
{
    /// <returns>The answer to send; null where the call failed, and then the call's error says why.</returns>
    public async ValueTask<Answer?> RunAsync(Call call, CancellationToken clientLeft)
    {
        var began = time.GetTimestamp();
        var last = new AttemptFailure?[call.Plan.Targets.Length];
        var target = 0;
        AttemptFailure failure;
        while (true)
        {
            call.Target = call.Plan.Targets[target];
            call.Attempts++;
            call.Meter = new AnswerMeter();
            var asked = time.GetTimestamp();
            (var answer, var failed) = await upstream.AskAsync(call, clientLeft);
            call.UpstreamTicks += time.GetTimestamp() - asked;
            if (failed is null) return answer;

            last[target] = failure = failed;
            Report(call, failure);
            if (!failure.MayRetry || NextAfter(target, last) is not { } next) break;
            if (retries.WaitBefore(call.Attempts + 1, last[next], time.GetElapsedTime(began)) is not { } wait) break;
            if (!await WaitedAsync(wait, clientLeft)) break;
            target = next;
        }

        if (clientLeft.IsCancellationRequested)
        {
            call.Error = GatewayError.ClientClosed;
            return null;
        }

        call.Error = failure.Error ?? GatewayError.Upstream(
            $"No provider could answer: {failure.Reason}{(failure.Quote is { } quote ? $" ({quote})" : "")}. {call.Attempts} {(call.Attempts == 1 ? "attempt was" : "attempts were")} made; try again in a moment, or ask for another model.");
        return null;
    }

    /// <summary>The next target in turn that did not refuse this gateway itself; null where every one has.</summary>
    private static int? NextAfter(int target, AttemptFailure?[] last)
    {
        for (var step = 1; step <= last.Length; step++)
        {
            var next = (target + step) % last.Length;
            if (last[next]?.Kind != FailureKind.Operator) return next;
        }

        return null;
    }

    private async ValueTask<bool> WaitedAsync(TimeSpan wait, CancellationToken clientLeft)
    {
        try
        {
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, clientLeft);
            return !clientLeft.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Report(Call call, AttemptFailure failure)
    {
        if (failure.Kind == FailureKind.Operator) LogOperatorMustAct(logger, call.Target.Endpoint.Provider.Id, failure.Reason, call.Target.Model.Id);
        else LogAttemptFailed(logger, call.Id, call.Attempts, failure.Reason);
    }

    [LoggerMessage(LogEvents.AttemptFailed, LogLevel.Warning, "Call {Call}, attempt {Attempt}: {Reason}.")]
    private static partial void LogAttemptFailed(ILogger logger, RequestId call, int attempt, string reason);

    [LoggerMessage(LogEvents.OperatorMustAct, LogLevel.Error, "The provider {Provider} refuses this gateway: {Reason} for {Model}. Check its credential and the model's name in the catalog.")]
    private static partial void LogOperatorMustAct(ILogger logger, string provider, string reason, string model);
}
