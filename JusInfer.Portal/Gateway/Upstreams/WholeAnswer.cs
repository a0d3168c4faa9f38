using System.Text.Json;
using System.Text.Unicode;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;

namespace JusInfer.Portal.Gateway.Upstreams;

/// <summary>
/// Reads an answer that did not come as a stream, whole and bounded. To a client that speaks its dialect and asked for it whole it goes verbatim
/// or mended; else it is written anew, as a stream too, where the client asked for one.
/// </summary>
internal static class WholeAnswer
{
    /// <summary>Larger than any answer of text; a provider that sends more is not answering. Bytes.</summary>
    private const int Longest = 64 * 1024 * 1024;

    public static async ValueTask<(Answer? Answer, AttemptFailure? Failure)> ReadAsync(
        Call call, IUpstreamDialect dialect, AnswerPipeline pipeline, long? announced, Stream content, AttemptDeadline deadline)
    {
        var provider = call.Target.Endpoint.Provider.Id;
        var body = new PooledBuffer(announced is > 0 and <= Longest ? (int)announced + 1 : 4096);
        try
        {
            while (await content.ReadAsync(body.GetMemory(512), deadline.Token) is > 0 and var read)
            {
                body.Advance(read);
                if (body.Length > Longest) return Failed(body, $"{provider} answered without end");
            }

            return Take(call, dialect, pipeline, body, deadline);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static (Answer?, AttemptFailure?) Take(Call call, IUpstreamDialect dialect, AnswerPipeline pipeline, PooledBuffer body, AttemptDeadline deadline)
    {
        var provider = call.Target.Endpoint.Provider.Id;
        var isVerbatim = dialect.PassesAnswers(call) && !call.Request.Stream;
        if (!Utf8.IsValid(body.Span)) return Failed(body, $"{provider} answered bytes that are no text");
        if (isVerbatim && IsSound(call, dialect, body.Span, deadline)) return (new BufferedAnswer(body), null);

        var written = new PooledBuffer(body.Length + 512);
        var writer = isVerbatim ? null : call.Door.Writer(call, written);
        var outcome = Read(dialect.Reader(call), body.Span, pipeline.Before(writer ?? (IAnswerSink)NoSink.Instance, call, deadline));
        if (outcome.Kind == EventKind.Failed || !call.Meter.Finished)
        {
            written.Dispose();
            return Failed(body, $"{provider} {outcome.Fault ?? "answered nothing"}", outcome.Quote);
        }

        if (writer is null)
        {
            written.Dispose();
            return (new BufferedAnswer(dialect.PassWhole(call, body)), null);
        }

        writer.End();
        body.Dispose();
        return (call.Request.Stream ? BufferedAnswer.OfEvents(written) : new BufferedAnswer(written), null);
    }

    private static EventOutcome Read(IAnswerReader reader, ReadOnlySpan<byte> body, IAnswerSink sink)
    {
        try
        {
            return reader.ReadWhole(body, sink);
        }
        catch (Exception fault) when (IsMalformed(fault))
        {
            return EventOutcome.Failed("answered no completion");
        }
    }

    /// <summary>Most answers: read once, by nobody but the meter.</summary>
    private static bool IsSound(Call call, IUpstreamDialect dialect, ReadOnlySpan<byte> body, AttemptDeadline deadline)
    {
        try
        {
            return dialect.TryCountSound(call, body, deadline.ClientLeft);
        }
        catch (Exception fault) when (IsMalformed(fault))
        {
            return false;
        }
    }

    /// <summary>No JSON; half a surrogate pair; or a value of a kind that the dialect does not promise there.</summary>
    private static bool IsMalformed(Exception fault) => fault is JsonException or InvalidOperationException;

    private static (Answer?, AttemptFailure?) Failed(PooledBuffer body, string reason, string? quote = null)
    {
        body.Dispose();
        return (null, AttemptFailure.OfProvider(reason) with { Quote = quote });
    }
}
