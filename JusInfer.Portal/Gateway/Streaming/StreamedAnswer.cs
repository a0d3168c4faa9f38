using System.Text.Json;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Upstreams;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// A stream on its way from an upstream to the client: read as it comes, event by event, and ended cleanly only where the upstream said so. What
/// each event means is its relay's to know.
/// </summary>
/// <remarks>
/// 1. <see cref="OpenAsync"/> reads until the first content: before it, a failure is the invoker's to mend and nothing has been sent.
/// 2. <see cref="ReadAsync"/> is called by the forwarder, first with no room, to wait, then with room, to take.
/// 3. <see cref="FillAsync"/> waits for bytes and takes whole events out of them.
/// 4. <see cref="ReadEvent"/> hands one event to the relay.
/// 5. <see cref="End"/> lets the relay write what the client is owed at the end; <see cref="Break"/> the error where the upstream died.
/// </remarks>
internal sealed class StreamedAnswer(
    Call call, HttpResponseMessage response, Stream upstream, AttemptDeadline deadline, IStreamRelay relay, PooledBuffer output) : Answer
{
    /// <summary>The longest event taken: a large tool call in one chunk is some hundred kilobytes. Bytes.</summary>
    private const int LongestEvent = 16 * 1024 * 1024;

    /// <summary>How many bytes are asked for at once.</summary>
    public const int ReadSize = 4096;

    private readonly PooledBuffer input = new(ReadSize);
    private string? fault;
    private string? quote;
    private bool ended;

    public override string ContentType => EventStream;

    public override long? KnownLength => null;

    /// <summary>Reads until there is content to send. Null where there is; else why not.</summary>
    public async ValueTask<AttemptFailure?> OpenAsync()
    {
        while (call.Meter.FirstContentAt == 0 && !call.Meter.Finished && !ended)
        {
            if (!await FillAsync()) break;
        }

        if (fault is null) return null;
        return deadline.ClientLeft ? AttemptFailure.ClientGone : AttemptFailure.OfProvider($"{call.Target.Endpoint.Provider.Id} {fault}") with { Quote = quote };
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The token is the client's: it must not tear the upstream's connection, which may be read on for the count. The deadline hears of it.
        while (output.IsEmpty)
        {
            if (ended) return 0;
            if (await FillAsync()) continue;
            if (deadline.ClientLeft)
            {
                ended = true;
                return 0;
            }

            Break();
        }

        return output.MoveTo(buffer.Span);
    }

    public override async ValueTask DrainAsync()
    {
        while (!ended && !call.Meter.IsComplete && await FillAsync()) output.Consume(output.Length);
    }

    public override void Release()
    {
        input.Dispose();
        output.Dispose();
        response.Dispose();
        deadline.Dispose();
    }

    /// <summary>Waits for bytes and reads the events in them; false where the upstream failed.</summary>
    private async ValueTask<bool> FillAsync()
    {
        int read;
        try
        {
            // A read with no room waits for data, so that an idle stream holds no buffer.
            if (input.IsEmpty) await PatientlyAsync(upstream.ReadAsync(Memory<byte>.Empty, deadline.Token));
            read = await PatientlyAsync(upstream.ReadAsync(input.GetMemory(ReadSize / 2), deadline.Token));
        }
        catch (OperationCanceledException)
        {
            return FailUnlessFinished("sent nothing for too long");
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return FailUnlessFinished("broke the connection");
        }

        if (read == 0) return EndOfUpstream();
        input.Advance(read);
        return ReadEvents();
    }

    /// <summary>The idle time counts while the upstream is waited for, and not while a slow client takes what has come.</summary>
    private async ValueTask<int> PatientlyAsync(ValueTask<int> reading)
    {
        if (reading.IsCompleted || call.Meter.FirstContentAt == 0) return await reading;
        deadline.AwaitMore();
        var read = await reading;
        deadline.Rest();
        return read;
    }

    private bool ReadEvents()
    {
        while (!ended)
        {
            input.Consume(SseScanner.LeadingLineEnds(input.Span));
            var length = SseScanner.EventLength(input.Span);
            if (length == 0) return input.Length <= LongestEvent || Fail("sent an event without an end");
            var passed = ReadEvent(input.Span[..length]);
            input.Consume(length);
            if (!passed) return false;
        }

        return true;
    }

    private bool ReadEvent(ReadOnlySpan<byte> serverEvent)
    {
        var data = SseScanner.Data(serverEvent, out _);
        if (data.IsEmpty)
        {
            // A provider's comment says that it lives; its words are its own.
            if (call.Meter.FirstContentAt > 0) output.Append(": keep-alive\n\n"u8);
            return true;
        }

        if (!Utf8.IsValid(data)) return Fail("sent bytes that are no text");
        EventOutcome outcome;
        try
        {
            outcome = relay.Take(SseScanner.Name(serverEvent), data);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The latter: half a surrogate pair, or a value of a kind that the dialect does not promise there.
            return Fail("sent a chunk that is not JSON");
        }

        switch (outcome.Kind)
        {
            case EventKind.Ended:
                End();
                return true;
            case EventKind.Failed:
                quote = outcome.Quote;
                return Fail(outcome.Fault!);
            default:
                return true;
        }
    }

    /// <summary>No more bytes come. A finish reason before that makes the answer whole, with or without the last marker.</summary>
    private bool EndOfUpstream()
    {
        if (relay.IsWhole) call.Meter.Finish(deadline.ClientLeft);
        return FailUnlessFinished("ended its stream before the answer was whole");
    }

    private void End()
    {
        ended = true;
        if (!call.Meter.Finished && call.Meter.FirstContentAt == 0)
        {
            Fail("answered nothing");
            return;
        }

        call.Meter.Finish(deadline.ClientLeft);
        relay.End();
    }

    private void Break()
    {
        ended = true;
        call.Error ??= GatewayError.Upstream($"The provider {call.Target.Endpoint.Provider.Id} {fault}{(quote is null ? "" : $": {quote}")}. The answer ends here; send the request again.") with { FinalForClient = false };
        relay.Break(call.Error);
    }

    private bool Fail(string reason)
    {
        fault = reason;
        return false;
    }

    /// <summary>A connection that breaks or falls silent once the provider has given its finish reason takes nothing from the answer.</summary>
    private bool FailUnlessFinished(string reason)
    {
        if (!call.Meter.Finished) return Fail(reason);
        End();
        return true;
    }
}
