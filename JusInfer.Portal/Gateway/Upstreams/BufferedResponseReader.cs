using System.Buffers;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Responses;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Reads a complete answer of limited size. A canonical answer passes unchanged to a client of the same dialect that requested no stream.
/// Any other answer is written in the client's dialect, as a stream if one was requested. Also reads a stream that was not requested.
/// </summary>
internal static class BufferedResponseReader
{
    public static async ValueTask<Result<ResponseStream, AttemptFailure>> ReadAsync(
        UpstreamExchange exchange, ResponsePipelineFactory pipelines)
    {
        var body = await ResponseBody.ReadAsync(exchange);
        try
        {
            return await CreateResponseAsync(exchange.Call, exchange.Dialect, pipelines, body, exchange.Deadline);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Reads a continuation that is not streamed. Returns it as a stream with one event.</summary>
    public static async ValueTask<Result<Stream, AttemptFailure>> ReadAsEventAsync(UpstreamExchange exchange)
    {
        var (call, dialect) = (exchange.Call, exchange.Dialect);
        using var read = await ResponseBody.ReadAsync(exchange);
        using var body = ResponseBody.JoinSurrogates(read);
        if (body.Length > ResponseBody.MaxBytes || !Utf8.IsValid(body.Span))
            return AttemptFailure.OfProvider($"{call.Target.Endpoint.Provider.Id} did not answer with a stream");
        ResponseBody.TrimAfterObject(body);

        // Validates the answer first: if it is invalid, the next upstream is tried.
        var outcome = Read(dialect.Reader(call), body.Span, events: null, NullSink.Instance);
        if (outcome.Kind == EventKind.Failed) return FailureOf(call, outcome);
        var singleEvent = new ArrayBufferWriter<byte>(body.Length + 16);
        dialect.Framing.WriteEvent(singleEvent, body.Span);
        return new PrefixedStream(singleEvent.WrittenMemory, Stream.Null);
    }

    /// <summary>Counts what was read of an answer that is not used.</summary>
    public static Meter Count(UpstreamExchange exchange, ReadOnlySpan<byte> body, TimeProvider time)
    {
        var (call, dialect, meter) = (exchange.Call, exchange.Dialect, new Meter());
        if (!Utf8.IsValid(body)) return meter;
        var isEvents = dialect.ReadsStreams && dialect.Framing.StartsAsStream(body) is true;
        var sink = new CountingSink(new MeteredSink(NullSink.Instance, meter, exchange.Deadline, time), meter);
        _ = Read(dialect.Reader(call), body, isEvents ? dialect.Framing : null, sink);
        return meter;
    }

    private static async ValueTask<Result<ResponseStream, AttemptFailure>> CreateResponseAsync(
        Call call, IUpstreamDialect dialect, ResponsePipelineFactory pipelines, PooledBuffer body, AttemptDeadline deadline)
    {
        var provider = call.Target.Endpoint.Provider.Id;
        if (body.Length > ResponseBody.MaxBytes) return Failed(body, $"{provider} sent a response that is too large");
        if (!Utf8.IsValid(body.Span)) return Failed(body, $"{provider} sent a response that is not valid UTF-8");
        var isEvents = dialect.ReadsStreams && call.Context.Request.Choices == 1 && dialect.Framing.StartsAsStream(body.Span) is true;
        var isPassing = !call.Context.Request.Stream && !isEvents && !call.NeedsReview && call.Attempt.Json is null
            && call.Context.ClientDialect.Dialect == dialect.Dialect;
        if (!isEvents) body = ResponseBody.JoinSurrogates(body);
        if (isPassing && !ResponseRepair.AppliesTo(call) && !dialect.NeedsAnswerTranslation(call) && TryMeterCanonical(call, dialect, body.Span, deadline))
            return new BufferedResponse(body);
        if (!isEvents) ResponseBody.TrimAfterObject(body);

        var written = new PooledBuffer(body.Length + 512);
        var passthrough = call.Attempt.Json is null ? dialect.Passthrough(call, written) : null;
        var isNeverWritten = isPassing && !dialect.ReadsStreams;
        var writer = isNeverWritten ? null : passthrough?.TakeOver() ?? call.Context.ClientDialect.Writer(call, written);
        var comparison = new ResponseComparison(writer ?? (IResponseSink)NullSink.Instance);
        var pipeline = pipelines.Buffered(call, dialect, deadline, comparison);
        var outcome = Read(passthrough ?? dialect.Reader(call), body.Span, isEvents ? dialect.Framing : null, comparison.Observe(pipeline));
        if (outcome.Kind == EventKind.Ended && (!isEvents || pipeline.HasOutput)) pipeline.FinishAll();
        outcome = pipeline.Check(outcome);

        // An error in a stream after the finish reason does not affect the answer.
        if ((outcome.Kind == EventKind.Failed && !isEvents) || !call.Meter.Finished)
        {
            written.Dispose();
            body.Dispose();
            return FailureOf(call, outcome);
        }

        if (call.Attempt.Json?.Invalid is { } invalid)
        {
            written.Dispose();
            body.Dispose();
            return AttemptFailure.OfInvalidJson(call.Target.Endpoint.Provider, invalid);
        }

        if (isNeverWritten)
        {
            written.Dispose();
            if (passthrough is not null) return Pass(call, body, passthrough.PassBuffered);
            return new BufferedResponse(body);
        }

        if (isPassing && comparison.IsEqual && passthrough?.IsCanonical(body.Span) is true)
        {
            written.Dispose();
            return Pass(call, body, passthrough.PassBuffered);
        }

        if (call.NeedsReview) await call.Review!.RunAsync(call);
        writer!.End();
        body.Dispose();
        if (written.IsEmpty) return Failed(written, $"{provider} sent an empty answer");
        return call.Context.Request.Stream
            ? new BufferedResponse(written, call.Context.Framing.ContentType)
            : new BufferedResponse(written);
    }

    private static Result<ResponseStream, AttemptFailure> Pass(Call call, PooledBuffer body, Func<PooledBuffer, PooledBuffer> pass)
    {
        try
        {
            return new BufferedResponse(pass(body));
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return Failed(body, $"{call.Target.Endpoint.Provider.Id} sent a response that cannot be passed on");
        }
    }

    /// <param name="reader">The reader of the upstream's dialect.</param>
    /// <param name="body">The answer.</param>
    /// <param name="events">The framing, if the provider streamed the answer; otherwise null.</param>
    /// <param name="sink">The pipeline.</param>
    private static EventOutcome Read(IResponseReader reader, ReadOnlySpan<byte> body, IStreamFraming? events, IResponseSink sink)
    {
        try
        {
            return events is null ? reader.ReadBuffered(body, sink) : ReadEvents(reader, body, events, sink);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return EventOutcome.Failed("sent a response that is not an answer");
        }
    }

    /// <summary>Reads the events of a stream that was not requested.</summary>
    private static EventOutcome ReadEvents(IResponseReader reader, ReadOnlySpan<byte> body, IStreamFraming framing, IResponseSink sink)
    {
        var surrogates = new SurrogateJoiner();
        while (true)
        {
            body = body[framing.LeadingLength(body)..];
            var scanned = 0;
            var length = framing.EventLength(body, ref scanned);
            if (length == 0)
            {
                reader.EndStream(isClean: true, sink);
                return EventOutcome.Failed("ended its stream before the answer was complete");
            }

            var data = surrogates.Join(framing.Data(body[..length], out var name));
            var outcome = data.IsEmpty ? EventOutcome.Continues : reader.Read(name, data, sink);
            if (outcome.Kind != EventKind.Continues) return outcome;
            body = body[length..];
        }
    }

    /// <summary>Meters a canonical answer in one pass, the common case.</summary>
    private static bool TryMeterCanonical(Call call, IUpstreamDialect dialect, ReadOnlySpan<byte> body, AttemptDeadline deadline)
    {
        try
        {
            return dialect.TryMeterCanonical(call, body, deadline.HasClientDisconnected);
        }
        catch (Exception fault) when (UnreadableJson.Caused(fault))
        {
            return false;
        }
    }

    private static AttemptFailure FailureOf(Call call, EventOutcome outcome)
    {
        var provider = call.Target.Endpoint.Provider;
        if (outcome.Error is { IsOfCaller: true } refusal) return AttemptFailure.OfCaller(provider, refusal);
        var failure = outcome.Error is { IsOfOperator: true }
            ? new AttemptFailure(FailureKind.Operator, $"{provider.Id} {outcome.Fault ?? "reported an error"}")
            : AttemptFailure.OfProvider($"{provider.Id} {outcome.Fault ?? "sent an empty answer"}");
        return (failure with { ProviderMessage = outcome.Error?.Message, ProviderCode = outcome.Error?.Code }).WithoutQuotes(call);
    }

    private static AttemptFailure Failed(PooledBuffer body, string reason)
    {
        body.Dispose();
        return AttemptFailure.OfProvider(reason);
    }

    /// <summary>Reports what the stages of a pipeline report otherwise.</summary>
    private sealed class CountingSink(IResponseSink next, Meter meter) : ResponseSink(next)
    {
        public override void HostedToolCalls(string tool, long calls) => meter.ReportToolCalls(tool, calls);

        public override void Finish(FinishReason reason, string? stopSequence = null) => meter.Finish(isDisconnected: false);
    }
}
