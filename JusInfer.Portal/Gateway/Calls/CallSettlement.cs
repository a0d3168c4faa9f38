using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Upstreams.Health;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>
/// The end of a call, whoever hung up: its record is closed, its limits are settled, its buffers go back. Where the provider bills on after
/// the client has gone, the answer is read to its end first, in the background and within the attempt's bounds.
/// </summary>
internal sealed partial class CallSettlement(
    UsageLedger ledger, OpenCalls open, EndpointHealthRegistry health, TimeProvider time, ILogger<CallSettlement> logger)
{
    public void Settle(HttpContext context, Call call)
    {
        var clientLeft = context.RequestAborted.IsCancellationRequested;
        var status = call.Error?.Status
            ?? (clientLeft && !call.Meter.FinishedForClient ? StatusCodes.Status499ClientClosedRequest : StatusCodes.Status200OK);
        var isBilledOn = !call.Meter.IsComplete && !call.Target.Endpoint.Provider.StopsBillingOnAbort;
        if (call.Answer is { } answer && (answer.IsAsking || (clientLeft && isBilledOn)))
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
            // Nobody waits for this task; what was counted so far is the bill.
            LogDrainFailed(logger, call.Context.Id, fault);
        }

        Close(call, status);
    }

    private void Close(Call call, int status)
    {
        try
        {
            if (status == StatusCodes.Status499ClientClosedRequest) call.Meter.LeaveToolCalls();
            var bill = CallCost.Of(call);
            var ending = Ending(call, status);
            if (call.Fault is { } own) LogBrokeDown(logger, call.Context.Id, own);
            var isUpstreams = ending == AttemptOutcome.Broken && call.Error?.Code == ErrorCodes.UpstreamError;
            if (isUpstreams && !call.HasInjectedFault && !call.History.KnowsLast(call))
                health.Of(call.Target.Endpoint).Interrupted();
            call.Context.Hold.Settle(bill.Tokens);
            ledger.Close(call.Context.Ticket, Record(call, bill, status, ending));
        }
        catch (Exception fault)
        {
            // The answer has been sent: the client is not to hear of a journal that cannot be written, the operator is.
            LogCloseFailed(logger, call.Context.Id, fault);
        }
        finally
        {
            call.Release();
            open.End();
        }
    }

    /// <summary>What became of the attempt that brought the answer.</summary>
    private static AttemptOutcome Ending(Call call, int status) =>
        call.Answer is not null && call.Error?.Code is ErrorCodes.UpstreamError or ErrorCodes.Internal ? AttemptOutcome.Broken
        : status == StatusCodes.Status499ClientClosedRequest ? AttemptOutcome.Abandoned
        : AttemptOutcome.Answered;

    private UsageRecord Record(Call call, CallBill bill, int status, AttemptOutcome ending) => new()
    {
        Id = call.Context.Id,
        At = call.Context.At,
        TenantId = call.Context.Holder.Key.TenantId,
        KeyId = call.Context.Holder.Key.Id,
        MemberId = call.Context.Holder.Member.Id,
        User = call.Context.Attribution.User,
        Session = call.Context.Attribution.Session,
        ModelRequested = call.Context.Request.Model,
        ModelServed = call.Answer is null ? null : call.Served.Model.Id,
        Provider = call.Answer is null ? null : call.Served.Endpoint.Provider.Id,
        Route = call.Context.Plan.Reason,
        Status = status,
        ErrorCode = call.Error?.Code,
        Tokens = bill.Tokens,
        Cost = bill.Cost,
        BaselineCost = bill.BaselineCost,
        Source = bill.Source,
        TtftMs = call.Meter.FirstContentAt == 0
            ? null
            : (int)time.GetElapsedTime(call.Context.StartedAt, call.Meter.FirstContentAt).TotalMilliseconds,
        DurationMs = (int)time.GetElapsedTime(call.Context.StartedAt).TotalMilliseconds,
        Attempts = call.Attempts,
        Resumed = call.Resumed,
        AttemptLog = call.History.Close(call, ending, time),
        Streamed = call.Context.Request.Stream,
        Simulated = call.IsSimulated,
        PricesFrom = bill.PricesFrom,
        CatalogVersion = call.Context.Catalog.Version,
    };

    [LoggerMessage(LogEvents.CallBrokeDown, LogLevel.Error, "Call {Call} ended by a fault of this gateway's own.")]
    private static partial void LogBrokeDown(ILogger logger, RequestId call, Exception fault);

    [LoggerMessage(LogEvents.DrainFailed, LogLevel.Error, "Call {Call}: reading on for the provider's count failed.")]
    private static partial void LogDrainFailed(ILogger logger, RequestId call, Exception fault);

    [LoggerMessage(
        LogEvents.CloseFailed,
        LogLevel.Critical,
        "Call {Call}: its record could not be written to the journal; it is on its way to the store.")]
    private static partial void LogCloseFailed(ILogger logger, RequestId call, Exception fault);
}
