using System.Text.Json;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Streaming;

/// <summary>
/// A chat completion stream on its way from an upstream to the client: read as it comes, event by event. What the client did not ask for is taken
/// out, everything is counted, and the stream ends cleanly only where the upstream said so.
/// </summary>
/// <remarks>
/// 1. <see cref="OpenAsync"/> reads until the first content: before it, a failure is the invoker's to mend and nothing has been sent.
/// 2. <see cref="ReadAsync"/> is called by the forwarder, first with no room, to wait, then with room, to take.
/// 3. <see cref="FillAsync"/> waits for bytes and takes whole events out of them.
/// 4. <see cref="ReadEvent"/> reads one chunk and passes it on; usage is held for the end.
/// 5. <see cref="End"/> writes what the client is owed at the end; <see cref="Break"/> writes the error where the upstream died.
/// </remarks>
internal sealed class StreamedAnswer(Call call, HttpResponseMessage response, Stream upstream, AttemptDeadline deadline, TimeProvider time) : Answer
{
    /// <summary>The longest event taken: a large tool call in one chunk is some hundred kilobytes. Bytes.</summary>
    private const int LongestEvent = 16 * 1024 * 1024;

    private const int ReadSize = 4096;

    private readonly PooledBuffer input = new(ReadSize);
    private readonly PooledBuffer output = new(ReadSize);
    private readonly StreamIdentity identity = new();
    private byte[]? usageChunk;
    private byte[]? usageValue;
    private string? fault;
    private string? quote;
    private bool ended;

    public override string ContentType => "text/event-stream; charset=utf-8";

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

        if (data.SequenceEqual("[DONE]"u8))
        {
            End();
            return true;
        }

        try
        {
            return Pass(data, ChatChunk.Read(data));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The latter: text that is not valid UTF-8, or half a surrogate pair.
            return Fail("sent a chunk that is not JSON");
        }
    }

    private bool Pass(ReadOnlySpan<byte> data, ChatChunk chunk)
    {
        if (chunk.Error is { } message)
        {
            quote = message;
            return Fail("reported an error");
        }

        identity.Learn(chunk);
        if (chunk.HasContent) call.Meter.Content(chunk.ContentBytes, time.GetTimestamp());
        if (chunk.IsFinish) call.Meter.Finish(deadline.ClientLeft);
        if (chunk.Usage is { } usage)
        {
            if (!usage.IsEmpty) TakeUsage(data, chunk, usage);
            if (!chunk.HasChoices) return true;
        }

        Write(data, chunk.UsageProperty, chunk.NullErrorProperty);
        return true;
    }

    /// <summary>Keeps the provider's count for the bill and the end. One of nothing is a placeholder, such as some send on every chunk before the last.</summary>
    private void TakeUsage(ReadOnlySpan<byte> data, ChatChunk chunk, TokenBuckets usage)
    {
        call.Meter.Report(usage, deadline.ClientLeft);
        usageValue = OneLine(chunk.UsageValue, default);
        usageChunk = chunk.HasChoices ? null : OneLine(data, chunk.NullErrorProperty);
    }

    /// <summary>Writes a chunk as one data line, without the properties that the client is not to see.</summary>
    private void Write(ReadOnlySpan<byte> data, Range first, Range second)
    {
        output.Append("data: "u8);
        if (first.Start.Value > second.Start.Value) (first, second) = (second, first);
        AppendOneLine(data[..first.Start.Value]);
        AppendOneLine(data[first.End.Value..Math.Max(first.End.Value, second.Start.Value)]);
        AppendOneLine(data[Math.Max(first.End.Value, second.End.Value)..]);
        output.Append("\n\n"u8);
    }

    private static byte[] OneLine(ReadOnlySpan<byte> json, Range cut)
    {
        byte[] kept = [.. json[..cut.Start.Value], .. json[cut.End.Value..]];
        kept.AsSpan().Replace((byte)'\n', (byte)' ');
        return kept;
    }

    private void AppendOneLine(ReadOnlySpan<byte> json)
    {
        // JSON over several data lines is legal in an event; clients that read line by line would break on it.
        while (json.IndexOf((byte)'\n') is >= 0 and var line)
        {
            output.Append(json[..line]);
            json = json[(line + 1)..];
        }

        output.Append(json);
    }

    /// <summary>No more bytes come. A finish reason before that makes the answer whole, with or without the last marker.</summary>
    private bool EndOfUpstream() => FailUnlessFinished("ended its stream before the answer was whole");

    private void End()
    {
        if (!call.Meter.Finished && call.Meter.FirstContentAt == 0)
        {
            Fail("answered nothing");
            ended = true;
            return;
        }

        call.Meter.Finish(deadline.ClientLeft);
        ended = true;
        if (call.Request.WantsUsage) UsageChunk.Write(output, identity, usageChunk, usageValue, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    private void Break()
    {
        ended = true;
        call.Error ??= GatewayError.Upstream($"The provider {call.Target.Endpoint.Provider.Id} {fault}{(quote is null ? "" : $": {quote}")}. The answer ends here; send the request again.") with { FinalForClient = false };
        identity.WriteError(output, call.Error, call.Id.ToString());
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
