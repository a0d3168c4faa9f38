using System.Text.Unicode;
using JusInfer.Portal.Admission;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// A stream on its way to the client, read event by event from an upstream. It ends without an error only if an upstream has marked the
/// end. If the upstream is interrupted, another one continues the answer. The relay knows the meaning of the events.
/// </summary>
/// <remarks>
/// 1. <see cref="OpenAsync"/> reads until the first content. Before it nothing has been sent, so that a failed attempt can be retried.
/// 2. <see cref="ReadAsync"/> is called by the forwarder, first with an empty buffer to wait for data, then to read it.
/// 3. <see cref="FillAsync"/> waits for bytes and reads the complete events in them. <see cref="WriteKeepAlive"/> keeps the client's
/// connection alive meanwhile.
/// 4. <see cref="ReadEvent"/> passes one event to the relay, which buffers the events of tool calls until they are complete.
/// 5. <see cref="TryResume"/> looks for another upstream after an interruption; <see cref="SwitchUpstreamAsync"/> continues with it.
/// 6. <see cref="End"/> has the relay write the last events; <see cref="EndWithError"/> writes the error if no upstream continues the
/// answer. If the tool calls are reviewed, <see cref="EndReviewAsync"/> waits for the results before the last events.
/// 7. <see cref="EndAtLimit"/> ends an answer that costs more than the limits of money leave.
/// 8. <see cref="AssembleAsync"/> takes the place of <see cref="ReadAsync"/> if the client wants the answer whole.
/// </remarks>
internal sealed class StreamingResponse(Call call, UpstreamStream first, PooledBuffer output, TimeProvider time) : ResponseStream
{
    /// <summary>The maximum size of an event in bytes. A large tool call in one event has a few hundred kilobytes.</summary>
    private const int MaxEventBytes = 16 * 1024 * 1024;

    /// <summary>
    /// The maximum size of buffered tool calls in bytes. 64,000 tokens of arguments, streamed in the smallest chunks, take a quarter of it.
    /// </summary>
    private const int MaxBufferedBytes = 64 * 1024 * 1024;

    /// <summary>The size of a read in bytes.</summary>
    public const int ReadSize = 4096;

    /// <summary>The client receives nothing before the answer is complete, and needs no keep-alives from here.</summary>
    private readonly bool isAssembled = call.Attempt.IsAssembled;
    private readonly IStreamFraming client = call.Context.Framing;
    private readonly PooledBuffer input = new(ReadSize);
    private readonly KeepAlive keepAlive = new(time);
    private SurrogateJoiner surrogates = new();
    private UpstreamStream upstream = first;
    private int scanned;
    private StreamResumption? resumption;
    private Task<int>? pendingRead;
    private Task<UpstreamStream?>? continuation;
    private Task? review;
    private IResponseWriter? continuationWriter;

    /// <summary>The answer is complete and of no use to the client: another model repeats it.</summary>
    private bool awaitsRepetition;

    /// <summary>The end of the answer that is to be repeated. The client receives it if no model repeats it.</summary>
    private DeltaLog? withheld;
    private Attempt? repeated;

    /// <summary>What the client had received when the repetition began.</summary>
    private (int Text, bool Reasoning) received;
    private string? fault;

    /// <summary>The fault is that the stream ended, or was cut, which has nothing to do with the request.</summary>
    private bool isLost;

    /// <summary>The connection was lost.</summary>
    private bool isCut;
    private UpstreamError? upstreamError;
    private bool ended;

    /// <summary>The limits of money have room for more of the answer, but this node has to lease it first.</summary>
    private bool awaitsLease;

    /// <summary>The client receives the stream, which can only end with an in-stream error from here on.</summary>
    private bool isDelivering;
    private bool isComplete;
    private long sent;

    /// <summary>An attempt that fails from here on is not repeated, but resumed.</summary>
    private bool isOpen;

    public override string ContentType => client.ContentType;

    public override long? KnownLength => null;

    public override long SentBytes => isComplete ? sent + output.Length : sent;

    /// <summary>Reads until there is content to send, or an event is due. Returns null, or the failure if there is none.</summary>
    public async ValueTask<AttemptFailure?> OpenAsync()
    {
        while (call.Meter.FirstContentAt == 0 && !call.Meter.Finished && !ended && !BeginsWithoutContent)
        {
            if (!await FillAsync()) break;
        }

        isOpen = fault is null;

        // A read that still waits keeps its timeout.
        if (isOpen && pendingRead is null) upstream.Deadline.EndWait();
        if (isOpen) return null;
        if (upstream.Deadline.HasClientDisconnected) return AttemptFailure.ClientDisconnected;
        if (upstream.Deadline.IsShutdown) return AttemptFailure.ShuttingDown;

        // Some providers answer an invalid request with a success status and an error in the stream.
        return upstreamError is { IsOfCaller: true } invalid
            ? AttemptFailure.OfCaller(call.Target.Endpoint.Provider, invalid)
            : upstreamError is { IsOfOperator: true } account
            ? new AttemptFailure(FailureKind.Operator, fault!)
            {
                ProviderMessage = account.Message,
                ProviderCode = account.Code
            }.WithoutQuotes(call)
            : Failure(isLost && isCut ? AttemptOutcome.Unreachable : AttemptOutcome.Failed);
    }

    /// <summary>
    /// The model reasons for so long that its client would give up without an event. Should the upstream fail now, another one is asked for
    /// a continuation of nothing.
    /// </summary>
    private bool BeginsWithoutContent =>
        keepAlive.IsEventDue && !isAssembled && !upstream.Deadline.AwaitsContent && ResumeBlockers.Of(call) == ResumeBlocker.None;

    /// <summary>Enables resumption on another upstream if this one is interrupted from here on.</summary>
    public void EnableResumption(StreamResumption value) => resumption = value;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        isDelivering = true;

        // The client's cancellation token must not close the upstream's connection, from which the answer may be drained. The deadline
        // observes it.
        while (output.IsEmpty && !ended)
        {
            try
            {
                await AdvanceAsync();
            }
            catch (Exception exception)
            {
                call.Fail(exception);
                EndWithError();
            }
        }

        if (isComplete && !call.Context.RequestAborted.IsCancellationRequested) call.OnComplete?.Invoke(call);
        keepAlive.BytesWritten();
        var moved = output.MoveTo(buffer.Span);
        sent += moved;
        return moved;
    }

    /// <summary>Reads the whole stream. Returns the complete answer, or the failure, and releases the stream.</summary>
    public async ValueTask<Result<ResponseStream, AttemptFailure>> AssembleAsync()
    {
        try
        {
            while (!ended) await AdvanceAsync();
            if (!isComplete && call.Context.RequestAborted.IsCancellationRequested) return AttemptFailure.ClientDisconnected;
            if (!isComplete && upstream.Deadline.IsShutdown) return AttemptFailure.ShuttingDown;
            if (call.Attempt.Json?.Invalid is { } invalid) return AttemptFailure.OfInvalidJson(call.Target.Endpoint.Provider, invalid);
            if (isComplete && output.IsEmpty) isComplete = Fail("sent an empty answer");
            if (!isComplete) return Failure(AttemptOutcome.Broken);
            var content = new PooledBuffer(output.Length);
            content.Append(output.Span);
            return new BufferedResponse(content, call.Context.Request.Stream ? client.ContentType : "application/json");
        }
        finally
        {
            Release();
        }
    }

    public override bool IsAwaitingUpstream => continuation is not null || review is { IsCompleted: false };

    public override async ValueTask DrainAsync()
    {
        if (review is not null) await review;
        if (continuation is not null)
        {
            // No client is left to receive the continuation.
            (await continuation)?.Dispose();
            if (call.Escalation is not null && repeated is not null) call.EndEscalation(repeated);
            (continuation, ended) = (null, true);
        }

        while (!ended && !awaitsRepetition && !call.Meter.IsComplete && await FillAsync()) output.Consume(output.Length);
    }

    public override void Release()
    {
        input.Dispose();
        output.Dispose();
        keepAlive.Dispose();
        upstream.Dispose();
        resumption?.Release();
    }

    /// <summary>Reads more data, switches the upstream or ends the stream.</summary>
    private async ValueTask AdvanceAsync()
    {
        if (awaitsRepetition) BeginRepetition();
        else if (review is not null) await EndReviewAsync(review);
        else if (continuation is not null) await SwitchUpstreamAsync(continuation);
        else if (await FillAsync()) return;
        else if (upstream.Deadline.HasClientDisconnected) ended = true;
        else if (upstream.Deadline.IsShutdown || !TryResume())
        {
            if (!TryRestore()) EndWithError();
        }
    }

    /// <summary>Waits for bytes and reads the events in them. Returns false if the upstream failed.</summary>
    private async ValueTask<bool> FillAsync()
    {
        int read;
        try
        {
            // Wait with an empty buffer, so that an idle stream occupies none.
            if (!await WaitForDataAsync())
            {
                WriteKeepAlive();
                return true;
            }

            read = await upstream.Content.ReadAsync(input.GetMemory(ReadSize / 2), upstream.Deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return FailUnlessFinished(TimeoutReason);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            isCut = true;
            return FailUnlessFinished("closed the connection", isEnd: true);
        }

        if (read == 0 && (input.IsEmpty || call.Meter.Finished))
            return FailUnlessFinished("ended its stream before the answer was complete", isEnd: true, isClean: true);
        if (!isOpen) upstream.Deadline.EndSilence();
        if (read == 0) input.Append("\n\n"u8); // some providers omit the blank line after the last event
        else input.Advance(read);
        var passed = ReadEvents();
        while (awaitsLease)
        {
            awaitsLease = false;
            if (await CoversLongerOutputAsync()) passed = ReadEvents();
            else EndAtLimit();
        }

        return passed;
    }

    /// <summary>
    /// Waits for data. Returns false if a keep-alive is due before that. The idle timeout runs while the upstream is awaited, not while a
    /// slow client reads.
    /// </summary>
    private async ValueTask<bool> WaitForDataAsync()
    {
        if (pendingRead is null)
        {
            var arrival = upstream.Content.ReadAsync(Memory<byte>.Empty, upstream.Deadline.Token);

            // Before the content, every sign of life restarts the timeout, also one that is there at once.
            if (!arrival.IsCompleted || !isOpen) upstream.Deadline.AwaitData();
            if (arrival.IsCompleted || (!isOpen && upstream.Deadline.AwaitsContent))
            {
                await arrival;
                return true;
            }

            pendingRead = arrival.AsTask();
        }

        if (await keepAlive.WaitAsync(pendingRead)) return false;
        var arrived = pendingRead;
        pendingRead = null;
        await arrived;
        if (isOpen) upstream.Deadline.EndWait();
        return true;
    }

    private string TimeoutReason =>
        upstream.Deadline.IsTotalTimeoutNext ? "took longer than allowed"
        : upstream.Deadline.IsContentNext ? "took too long to begin its answer"
        : "sent nothing for too long";

    private bool ReadEvents()
    {
        while (!ended && review is null && !awaitsRepetition)
        {
            if (upstream.Framing.LeadingLength(input.Span) is > 0 and var leading) Consume(leading);
            var length = upstream.Framing.EventLength(input.Span, ref scanned);
            if (length == 0) return input.Length <= MaxEventBytes || FailUnlessFinished("sent an event without an end");
            var passed = ReadEvent(input.Span[..length]);
            Consume(length);
            if (!passed) return false;
            if (!isDelivering || ended || call.Meter.Finished || CoversOutput()) continue;
            awaitsLease = call.Context.Hold.Money.LacksLease;
            if (awaitsLease) return true;
            EndAtLimit();
        }

        return true;
    }

    private void Consume(int length)
    {
        input.Consume(length);
        scanned = 0;
    }

    private bool ReadEvent(ReadOnlySpan<byte> streamEvent)
    {
        var data = upstream.Framing.Data(streamEvent, out var name);
        if (data.IsEmpty)
        {
            // A comment shows that the provider is alive; its text is not passed on. WriteKeepAlive sends an event if one is due.
            if (call.Meter.FirstContentAt > 0 && !keepAlive.IsEventDue && !isAssembled) client.WriteKeepAlive(output);
            return true;
        }

        if (!Utf8.IsValid(data)) return FailUnlessFinished("sent bytes that are not valid UTF-8");
        data = surrogates.Join(data);
        EventOutcome outcome;
        var (unread, counted, hadToolCalls) = (output.Length, call.Meter.ContentBytes, call.Transcript.HasToolCalls);
        try
        {
            outcome = upstream.Relay.Relay(name, data);
        }
        catch (Exception malformed) when (UnreadableJson.Caused(malformed))
        {
            return FailUnlessFinished("sent a chunk that is not JSON");
        }
        catch
        {
            // Discards the output of an event that could not be written completely.
            if (output.Length > unread) output.Truncate(unread);
            throw;
        }

        if (call.Transcript.HasToolCalls && !hadToolCalls) call.Meter.BeginToolCalls(counted);
        if (output.Length > unread) keepAlive.EventWritten();
        if (!call.Meter.Finished && upstream.Relay.BufferedBytes + call.Meter.BufferedBytes > MaxBufferedBytes)
            return Fail("sent tool calls that are too large");
        if (isAssembled && call.Meter.ContentBytes > MaxBufferedBytes) return Fail("sent a response that is too large");
        switch (outcome.Kind)
        {
            case EventKind.Ended:
                return End();
            case EventKind.Failed:
                upstreamError = outcome.Error;
                return FailUnlessFinished(outcome.Fault!);
            case EventKind.Diverged:
                return Fail(outcome.Fault!);
            default:
                return true;
        }
    }

    /// <summary>Writes a keep-alive to a client that has received nothing for some time.</summary>
    private void WriteKeepAlive()
    {
        keepAlive.BytesWritten();
        if (isAssembled || !isOpen) return;
        if (!call.Meter.Finished) upstream.Relay.WriteKeepAlive(keepAlive.IsEventDue);
        if (output.IsEmpty) client.WriteKeepAlive(output);
    }

    /// <summary>Ends the stream after its terminal marker. Returns false if the answer is empty and has no finish reason.</summary>
    private bool End()
    {
        if (!call.Meter.Finished && !call.Meter.HasOutput) return Fail("sent an empty answer");
        call.Meter.Finish(upstream.Deadline.HasClientDisconnected);
        if (call.Attempt.Json?.Invalid is not null) return EndInvalid();
        if (call.Attempt.ResponseFault is not null && !isAssembled) return awaitsRepetition = true;
        if (call.NeedsReview && review is null)
        {
            review = call.Review!.RunAsync(call);
            return true;
        }

        ended = isComplete = true;
        upstream.Relay.End();
        resumption?.End(isComplete: true);
        return true;
    }

    /// <summary>
    /// Ends an answer that is not valid JSON. Only a continuation of a stream that the client is receiving is an interrupted answer then;
    /// otherwise the client has received nothing, and the model is asked to correct it.
    /// </summary>
    private bool EndInvalid()
    {
        if (!isAssembled) return Fail(AttemptFailure.InvalidJsonReason);
        ended = true;
        resumption?.End(isComplete: true);
        return true;
    }

    /// <summary>Waits for the review of the tool calls, whose results are in the end of the stream.</summary>
    private async ValueTask EndReviewAsync(Task running)
    {
        if (await keepAlive.WaitAsync(running))
        {
            WriteKeepAlive();
            return;
        }

        await running;
        End();
    }

    /// <summary>Starts to look for another upstream. Returns false if the stream cannot be resumed.</summary>
    private bool TryResume()
    {
        if (resumption is null || resumption.IsBlocked(call)) return false;

        // Such as an answer that the provider's policy cuts off: every continuation would end in the same way.
        if (upstreamError is { IsOfCaller: true }) return false;
        var (interrupted, failure) = (upstream, Failure(AttemptOutcome.Broken));
        continuationWriter = interrupted.Relay.ContinuationWriter();
        call.Transcript.DropToolCalls();
        Consume(input.Length);
        interrupted.Dispose();
        continuation = resumption.ContinueAsync(call, failure, continuationWriter);
        return true;
    }

    /// <summary>Looks for an upstream that repeats the answer after the text that the client has received.</summary>
    private void BeginRepetition()
    {
        awaitsRepetition = false;
        (repeated, received) = (call.Attempt, Received);
        withheld = upstream.Relay.TakeWithheld();
        continuationWriter = upstream.Relay.ContinuationWriter();
        call.Transcript.DropToolCalls();
        Consume(input.Length);
        upstream.Dispose();
        continuation = resumption!.RepeatAsync(call, continuationWriter);
    }

    /// <summary>Ends the answer as the first model gave it, if another model was to repeat it and the client has received nothing of the repetition.</summary>
    private bool TryRestore()
    {
        if (withheld is null || repeated is null || Received != received) return false;
        if (call.Escalation is not null) call.EndEscalation(repeated);
        if (call.Meter.Reported is { } usage) continuationWriter!.Usage(usage);
        withheld.MoveTo(continuationWriter!);
        continuationWriter!.End();
        withheld = null;
        ended = isComplete = true;
        resumption!.End(isComplete: true);
        return true;
    }

    private (int Text, bool Reasoning) Received => (call.Transcript.Escaped.Length, call.Transcript.HasReasoning);

    private async ValueTask SwitchUpstreamAsync(Task<UpstreamStream?> next)
    {
        if (await keepAlive.WaitAsync(next))
        {
            WriteKeepAlive();
            return;
        }

        continuation = null;
        if (await next is not { } found)
        {
            if (call.Context.RequestAborted.IsCancellationRequested) ended = true;
            else if (call.Interrupted is { IsLimitReached: true }) EndAtTokenLimit();
            else if (!TryRestore()) EndWithError();
            return;
        }

        (upstream, surrogates) = (found, new SurrogateJoiner());
        upstream.Deadline.BeginDelivery(continuesBilling: !call.Target.Endpoint.Provider.StopsBillingOnAbort);
        upstream.Deadline.EndWait();
        (fault, isLost, isCut, upstreamError) = (null, false, false, null);
        if (withheld is null) call.Resumed = true;
        if (!isAssembled) client.WriteComment(output, $"{(withheld is null ? "resumed" : "repeated")} with attempt {call.Attempts} at {call.Target.Endpoint.Provider.Id}");
    }

    /// <summary>Ends a stream whose upstream was interrupted when the answer had reached the request's token limit.</summary>
    private void EndAtTokenLimit()
    {
        ended = isComplete = true;
        call.Meter.EndWith(FinishReason.Length);
        call.Meter.Finish(isDisconnected: false);
        continuationWriter!.Finish(FinishReason.Length);
        continuationWriter.End();
        resumption!.End(isComplete: true);
    }

    /// <summary>Extends the call's hold ahead of the answer. Returns false if all that it holds is used and no limit has room for more.</summary>
    private bool CoversOutput() => call.Context.Hold.Money.TryCover(call.Meter.OutputTokens / call.Context.Request.BilledAnswers);

    /// <summary>As <see cref="CoversOutput"/>, after this node has leased more of the limits.</summary>
    private async ValueTask<bool> CoversLongerOutputAsync()
    {
        try
        {
            return await call.Context.Hold.Money.CoverAsync(call.Meter.OutputTokens / call.Context.Request.BilledAnswers, upstream.Deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // The next read reports why.
            return true;
        }
        catch (Exception)
        {
            // Without the store, the answer can use what this node has leased.
            return CoversOutput();
        }
    }

    /// <summary>Ends an answer for which no limit of money has room. What was delivered is billed.</summary>
    private void EndAtLimit()
    {
        if (upstream.Relay.HasStopped && FailUnlessFinished("goes on after the answer")) return;
        call.Error = RejectionErrors.From(AdmissionRejections.Exhausted(call.Context.Hold.Money));
        EndWithError();
    }

    private void EndWithError()
    {
        ended = true;
        resumption?.End(isComplete: false);
        if (fault is not null) call.Attempt.Interruption = Failure(AttemptOutcome.Broken);
        call.Error ??= upstream.Deadline.IsShutdown ? GatewayError.ShuttingDown : InterruptedError();
        if (call.Transcript.HasToolCalls)
        {
            call.Meter.DropToolCalls();
            continuationWriter ??= upstream.Relay.ContinuationWriter();
        }

        if (continuationWriter is not null) continuationWriter.WriteError(call.Error);
        else upstream.Relay.WriteError(call.Error);
    }

    private GatewayError InterruptedError() => GatewayError.Upstream(
        $"The provider {fault}{(upstreamError is { IsOfCaller: true } error ? $": {error.Message}" : "")}. The answer ends here; send the "
        + "request again.") with
    {
        FinalForClient = false,
    };

    private AttemptFailure Failure(AttemptOutcome outcome)
    {
        var isLate = upstream.Deadline.HasTimedOut && outcome == AttemptOutcome.Failed;
        return (AttemptFailure.OfProvider(fault!) with
        {
            ProviderMessage = upstreamError?.Message,
            ProviderCode = upstreamError?.Code,
            IsLost = isLost,
            Outcome = isLate ? AttemptOutcome.TimedOut : outcome,
        }).WithoutQuotes(call);
    }

    private bool Fail(string reason, bool isEnd = false)
    {
        isLost = isEnd;
        fault = $"{call.Target.Endpoint.Provider.Id} {reason}";
        return false;
    }

    /// <summary>Ends the stream normally if the provider has sent its finish reason, because the answer is then complete.</summary>
    /// <param name="reason">What the provider did.</param>
    /// <param name="isEnd">The stream has ended or was cut.</param>
    /// <param name="isClean">It has ended.</param>
    private bool FailUnlessFinished(string reason, bool isEnd = false, bool isClean = false)
    {
        pendingRead = null;
        if (!call.Meter.Finished) upstream.Relay.EndEvents(isClean);
        return call.Meter.Finished ? End() : Fail(reason, isEnd);
    }
}
