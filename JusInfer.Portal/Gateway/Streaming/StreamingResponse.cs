using System.Text.Unicode;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// A stream on its way to the client: read as it comes, event by event, from whoever tells it, and ended cleanly only where an upstream
/// said so. An upstream that dies on the way is replaced by another one that goes on. What each event means is its relay's to know.
/// </summary>
/// <remarks>
/// 1. <see cref="OpenAsync"/> reads until the first content: before it, a failure is the invoker's to mend and nothing has been sent.
/// 2. <see cref="ReadAsync"/> is called by the forwarder, first with no room, to wait, then with room, to take.
/// 3. <see cref="FillAsync"/> waits for bytes and takes whole events out of them; a line that would fall silent is kept warm by
/// <see cref="Reassure"/>.
/// 4. <see cref="ReadEvent"/> hands one event to the relay, which keeps the events of tool calls until they are complete.
/// 5. <see cref="TryResume"/> asks for another upstream where this one died, <see cref="AdoptAsync"/> takes it on.
/// 6. <see cref="End"/> lets the relay write what the client is owed at the end; <see cref="Break"/> the error where nobody could go on.
/// </remarks>
internal sealed class StreamingResponse(Call call, UpstreamStream first, PooledBuffer output, TimeProvider time) : ResponseStream
{
    /// <summary>The longest event taken: a large tool call in one chunk is some hundred kilobytes. Bytes.</summary>
    private const int MaxEventBytes = 16 * 1024 * 1024;

    /// <summary>
    /// The most that is held of tool calls. Told in the smallest chunks, 64,000 tokens of arguments are a quarter of it. Bytes.
    /// </summary>
    private const int MaxHeldBytes = 64 * 1024 * 1024;

    /// <summary>How many bytes are asked for at once.</summary>
    public const int ReadSize = 4096;

    private readonly IStreamFraming client = call.Context.ClientDialect.Framing;
    private readonly PooledBuffer input = new(ReadSize);
    private readonly KeepAlive line = new(time);
    private SurrogateJoiner pairs = new();
    private UpstreamStream leg = first;
    private int seen;
    private StreamResumption? resumer;
    private Task<int>? waiting;
    private Task<UpstreamStream?>? coming;
    private IAnswerWriter? successor;
    private string? fault;
    private UpstreamError? reported;
    private bool ended;

    public override string ContentType => client.ContentType;

    public override long? KnownLength => null;

    /// <summary>Reads until there is content to send. Null where there is; else why not.</summary>
    public async ValueTask<AttemptFailure?> OpenAsync()
    {
        while (call.Meter.FirstContentAt == 0 && !call.Meter.Finished && !ended)
        {
            if (!await FillAsync()) break;
        }

        if (fault is null) leg.Deadline.Rest();
        if (fault is null) return null;
        if (leg.Deadline.ClientLeft) return AttemptFailure.ClientGone;
        if (leg.Deadline.IsShutdown) return AttemptFailure.ShuttingDown;

        // Some providers say with success, and then in the stream, that the request is at fault.
        return reported is { IsOfCaller: true } said
            ? AttemptFailure.OfCaller(call.Target.Endpoint.Provider, said)
            : Failure(AttemptOutcome.Failed);
    }

    /// <summary>Names who finds another upstream, should this one die from here on.</summary>
    public void ResumeWith(StreamResumption other) => resumer = other;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The token is the client's: it must not tear the upstream's connection, which may be read on for the count. The deadline hears of
        // it.
        while (output.IsEmpty && !ended)
        {
            try
            {
                await AdvanceAsync();
            }
            catch (Exception own)
            {
                call.Fail(own);
                Break();
            }
        }

        line.BytesWritten();
        return output.MoveTo(buffer.Span);
    }

    public override bool IsAsking => coming is not null;

    public override async ValueTask DrainAsync()
    {
        if (coming is not null)
        {
            // Nobody is left to be given what another upstream would say.
            (await coming)?.Dispose();
            (coming, ended) = (null, true);
        }

        while (!ended && !call.Meter.IsComplete && await FillAsync()) output.Consume(output.Length);
    }

    public override void Release()
    {
        input.Dispose();
        output.Dispose();
        line.Dispose();
        leg.Dispose();
        resumer?.Release();
    }

    /// <summary>One step nearer to something to send, or to the end.</summary>
    private async ValueTask AdvanceAsync()
    {
        if (coming is not null) await AdoptAsync(coming);
        else if (await FillAsync()) return;
        else if (leg.Deadline.ClientLeft) ended = true;
        else if (leg.Deadline.IsShutdown || !TryResume()) Break();
    }

    /// <summary>Waits for bytes and reads the events in them; false where the upstream failed.</summary>
    private async ValueTask<bool> FillAsync()
    {
        int read;
        try
        {
            // A read with no room waits for data, so that an idle stream holds no buffer.
            if (!await DataComesAsync())
            {
                Reassure();
                return true;
            }

            read = await leg.Content.ReadAsync(input.GetMemory(ReadSize / 2), leg.Deadline.Token);
        }
        catch (OperationCanceledException)
        {
            return FailUnlessFinished(leg.Deadline.IsLast ? "took longer than it may" : "sent nothing for too long");
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return FailUnlessFinished("broke the connection");
        }

        if (read == 0 && (input.IsEmpty || call.Meter.Finished)) return FailUnlessFinished("ended its stream before the answer was whole");
        if (read == 0) input.Append("\n\n"u8); // some leave out the blank line behind their last event
        else input.Advance(read);
        return ReadEvents();
    }

    /// <summary>
    /// Waits until there is something to read; false where the client's line has been silent for too long meanwhile. The idle time counts
    /// while the upstream is waited for, and not while a slow client takes what has come.
    /// </summary>
    private async ValueTask<bool> DataComesAsync()
    {
        if (waiting is null)
        {
            var arrival = leg.Content.ReadAsync(Memory<byte>.Empty, leg.Deadline.Token);
            if (arrival.IsCompleted || resumer is null)
            {
                await arrival;
                return true;
            }

            leg.Deadline.AwaitMore();
            waiting = arrival.AsTask();
        }

        if (await line.WaitAsync(waiting)) return false;
        var arrived = waiting;
        waiting = null;
        await arrived;
        leg.Deadline.Rest();
        return true;
    }

    private bool ReadEvents()
    {
        while (!ended)
        {
            if (leg.Framing.LeadingLength(input.Span) is > 0 and var leading) Consume(leading);
            var length = leg.Framing.EventLength(input.Span, ref seen);
            if (length == 0) return input.Length <= MaxEventBytes || FailUnlessFinished("sent an event without an end");
            var passed = ReadEvent(input.Span[..length]);
            Consume(length);
            if (!passed) return false;
        }

        return true;
    }

    private void Consume(int length)
    {
        input.Consume(length);
        seen = 0;
    }

    private bool ReadEvent(ReadOnlySpan<byte> streamEvent)
    {
        var data = leg.Framing.Data(streamEvent, out var name);
        if (data.IsEmpty)
        {
            // A provider's comment says that it lives; its words are its own. A client that waits for events is owed more.
            if (call.Meter.FirstContentAt > 0 && !line.IsEventDue) client.WriteKeepAlive(output);
            return true;
        }

        if (!Utf8.IsValid(data)) return FailUnlessFinished("sent bytes that are no text");
        data = pairs.Join(data);
        EventOutcome outcome;
        var (unread, counted, hadToolCalls) = (output.Length, call.Meter.ContentBytes, call.Transcript.HasToolCalls);
        try
        {
            outcome = leg.Relay.Take(name, data);
        }
        catch (Exception malformed) when (UnreadableJson.Caused(malformed))
        {
            return FailUnlessFinished("sent a chunk that is not JSON");
        }
        catch
        {
            // Of an event that was being written when this gateway failed, the client sees nothing.
            if (output.Length > unread) output.Truncate(unread);
            throw;
        }

        if (call.Transcript.HasToolCalls && !hadToolCalls) call.Meter.BeginToolCalls(counted);
        if (output.Length > unread) line.EventWritten();
        if (!call.Meter.Finished && leg.Relay.HeldBytes + call.Meter.HeldBytes > MaxHeldBytes) return Fail("made tool calls without end");
        switch (outcome.Kind)
        {
            case EventKind.Ended:
                return End();
            case EventKind.Failed:
                reported = outcome.Error;
                return FailUnlessFinished(outcome.Fault!);
            case EventKind.Diverged:
                return Fail(outcome.Fault!);
            default:
                return true;
        }
    }

    /// <summary>Nothing comes for the client: it is told that the line is not dead.</summary>
    private void Reassure()
    {
        if (!call.Meter.Finished) leg.Relay.WriteKeepAlive(line.IsEventDue);
        if (output.IsEmpty) client.WriteKeepAlive(output);
        line.BytesWritten();
    }

    /// <summary>The upstream's end mark; false where it has neither said anything nor why it ends.</summary>
    private bool End()
    {
        if (!call.Meter.Finished && !call.Meter.HasSaid) return Fail("answered nothing");
        ended = true;
        call.Meter.Finish(leg.Deadline.ClientLeft);
        leg.Relay.End();
        resumer?.End(isComplete: true);
        return true;
    }

    /// <summary>Begins to look for another upstream; false where nothing is to be found.</summary>
    private bool TryResume()
    {
        if (resumer is null || resumer.IsBlocked(call)) return false;
        var (lost, broken) = (leg, Failure(AttemptOutcome.Broken));
        successor = lost.Relay.ContinuationWriter();
        call.Transcript.DropToolCalls();
        Consume(input.Length);
        lost.Dispose();
        coming = resumer.ContinueAsync(call, broken, successor);
        return true;
    }

    private async ValueTask AdoptAsync(Task<UpstreamStream?> other)
    {
        if (await line.WaitAsync(other))
        {
            Reassure();
            return;
        }

        coming = null;
        if (await other is not { } found)
        {
            if (call.Context.ClientLeft.IsCancellationRequested) ended = true;
            else if (call.Interrupted is { IsLimitReached: true }) EndAtBound();
            else Break();
            return;
        }

        (leg, pairs) = (found, new SurrogateJoiner());
        leg.Deadline.Serve(isBilledOn: !call.Target.Endpoint.Provider.StopsBillingOnAbort);
        leg.Deadline.Rest();
        (fault, reported) = (null, null);
        call.Resumed = true;
        client.WriteComment(output, $"resumed with attempt {call.Attempts} at {call.Target.Endpoint.Provider.Id}");
    }

    /// <summary>The upstream died before it could say so: the caller's bound was reached.</summary>
    private void EndAtBound()
    {
        ended = true;
        call.Meter.Finish(clientLeft: false);
        successor!.Finish(FinishReason.Length);
        successor.End();
        resumer!.End(isComplete: true);
    }

    private void Break()
    {
        ended = true;
        resumer?.End(isComplete: false);
        call.Error ??= leg.Deadline.IsShutdown ? GatewayError.ShuttingDown : InterruptedError();
        if (call.Transcript.HasToolCalls)
        {
            call.Meter.DropToolCalls();
            successor ??= leg.Relay.ContinuationWriter();
        }

        if (successor is not null) successor.WriteError(call.Error);
        else leg.Relay.WriteError(call.Error);
    }

    private GatewayError InterruptedError() => GatewayError.Upstream(
        $"The provider {fault}{(reported is { } said ? $": {said.Message}" : "")}. The answer ends here; send the request again.") with
    {
        FinalForClient = false,
    };

    private AttemptFailure Failure(AttemptOutcome outcome) => AttemptFailure.OfProvider(fault!) with
    {
        Quote = reported?.Message,
        Outcome = leg.Deadline.IsLate && outcome == AttemptOutcome.Failed ? AttemptOutcome.TimedOut : outcome,
    };

    private bool Fail(string reason)
    {
        fault = $"{call.Target.Endpoint.Provider.Id} {reason}";
        return false;
    }

    /// <summary>What goes wrong once the provider has given its finish reason takes nothing from the answer.</summary>
    private bool FailUnlessFinished(string reason)
    {
        waiting = null;
        return call.Meter.Finished ? End() : Fail(reason);
    }
}
