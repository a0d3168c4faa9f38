using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Pipeline.Sessions;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Pipeline;

/// <summary>
/// The last stage of a call: computes the cost, settles the hold, closes the usage record and returns the buffers. If the client
/// disconnected and the provider continues billing, the answer is drained first, in the background and within the attempt's deadline.
/// </summary>
internal sealed partial class CallSettlement(
    UsageLedger ledger, OpenCalls openCalls, EndpointHealthRegistry health, UsageMismatchMonitor mismatches, PromptSessionTracker sessions, TimeProvider time,
    ILogger<CallSettlement> logger)
{
    public void Settle(Call call)
    {
        var isDisconnected = call.Context.RequestAborted.IsCancellationRequested;
        var status = call.Error?.Status
            ?? (isDisconnected && !call.Meter.FinishedBeforeDisconnect ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status200OK);
        var continuesBilling = !call.Meter.IsComplete && !call.Target.Endpoint.Provider.StopsBillingOnAbort;
        if (call.Answer is { } answer && (answer.IsAwaitingUpstream || (isDisconnected && continuesBilling)))
            _ = DrainAsync(call, status);
        else
            Close(call, status);
    }

    private async Task DrainAsync(Call call, int status)
    {
        try
        {
            await call.Answer!.DrainAsync();
        }
        catch (Exception fault)
        {
            // No one awaits this task; the tokens that were counted so far are billed.
            LogDrainFailed(logger, call.Context.Id, fault);
        }

        Close(call, status);
    }

    /// <summary>Records a call whose answer is complete, unless its intent is still being copied: if that fails, the client gets an error instead.</summary>
    public void RecordCompletion(Call call)
    {
        if (call.Context.Ticket.Copied is not { IsCompletedSuccessfully: false }) Record(call, StatusCodes.Status200OK);
    }

    private void Close(Call call, int status)
    {
        try
        {
            if (call.Fault is { } fault) LogCallFailed(logger, call.Context.Id, fault);
            Record(call, status);
        }
        finally
        {
            // The money of a call that is recorded is released already, when its cost was counted.
            call.Context.Hold.Settle(call.Recorded?.Tokens ?? default, call.IsAnswered ? call.Served.Model.Id : null);
            call.Release();
            openCalls.End();
        }
    }

    /// <summary>Computes the bill and closes the usage record, once.</summary>
    private void Record(Call call, int status)
    {
        if (call.Recorded is not null) return;
        try
        {
            var bill = CallCost.Of(call);
            var outcome = OutcomeOf(call, status);
            var isInterruption = outcome == AttemptOutcome.Broken && call.Error?.Code == ErrorCodes.UpstreamError;
            if (isInterruption && !call.HasInjectedFault && !call.History.IncludesLast(call)
                && call.Attempt.Interruption is { } interruption)
                health.Get(call.Target.Endpoint).ReportInterruption(call.Context.Holder.Key.TeamId, interruption);
            call.Recorded = (bill.Tokens, bill.Cost);
            if (bill.Mismatch is { } mismatch) mismatches.Report(call.Served.Endpoint, call.Context.Id, mismatch);
            if (call.Escalation is { Usage.Mismatch: { } first, Target: var other })
                mismatches.Report(other.Endpoint, call.Context.Id, first);
            var record = CallRecords.Create(call, bill, sessions.Add(call, bill), status, outcome, time);
            var hold = call.Context.Hold.Money;
            ledger.Close(call.Context.Ticket, record, hold, hold.OverdraftOf(record.Id, record.Cost));
        }
        catch (Exception fault)
        {
            // The client gets its answer; only the operator has to know that the journal cannot be written.
            LogCloseFailed(logger, call.Context.Id, fault);
        }
    }

    /// <summary>The outcome of the attempt that answered.</summary>
    private static AttemptOutcome OutcomeOf(Call call, int status) =>
        call.Answer is not null && call.Error?.Code is ErrorCodes.UpstreamError or ErrorCodes.Internal ? AttemptOutcome.Broken
        : status == StatusCodes.Status499ClientClosedRequest || call.Error?.Code == ErrorCodes.Overloaded ? AttemptOutcome.Abandoned
        : AttemptOutcome.Answered;

    [LoggerMessage(LogEvents.CallInternalError, LogLevel.Error, "Call {Call} ended with an internal error.")]
    private static partial void LogCallFailed(ILogger logger, RequestId call, Exception fault);

    [LoggerMessage(LogEvents.DrainFailed, LogLevel.Error, "Call {Call}: reading the rest of the answer for the provider's token count failed.")]
    private static partial void LogDrainFailed(ILogger logger, RequestId call, Exception fault);

    [LoggerMessage(
        LogEvents.CloseFailed,
        LogLevel.Critical,
        "Call {Call}: the usage record could not be written to the journal. It is still written to the store.")]
    private static partial void LogCloseFailed(ILogger logger, RequestId call, Exception fault);
}
