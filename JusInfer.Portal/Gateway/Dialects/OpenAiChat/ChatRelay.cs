using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Upstreams;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat;

/// <summary>
/// A chat completion stream from an upstream that speaks it to a client that does. What the client did not ask for is taken out, everything is
/// counted, the rest passes verbatim.
/// </summary>
internal sealed class ChatRelay(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time) : IStreamRelay
{
    private readonly StreamIdentity identity = StreamIdentity.Of(call);
    private byte[]? usageChunk;
    private byte[]? usageValue;

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8)) return EventOutcome.Ended;
        var chunk = ChatChunk.Read(data);
        if (chunk.Error is { } message) return EventOutcome.Failed("reported an error", message);

        identity.Learn(chunk);
        if (chunk.HasContent) call.Meter.Content(chunk.ContentBytes, time.GetTimestamp());
        if (chunk.IsFinish) call.Meter.Finish(deadline.ClientLeft);
        if (chunk.Usage is { } usage)
        {
            if (!usage.IsEmpty) TakeUsage(data, chunk, usage);
            if (!chunk.HasChoices) return EventOutcome.GoesOn;
        }

        Write(data, chunk.UsageProperty, chunk.NullErrorProperty);
        return EventOutcome.GoesOn;
    }

    public void End()
    {
        if (call.Request.WantsUsage) UsageChunk.Write(output, identity, usageChunk, usageValue, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public void Break(GatewayError error) => identity.WriteError(output, error, call.Id.ToString());

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
}
