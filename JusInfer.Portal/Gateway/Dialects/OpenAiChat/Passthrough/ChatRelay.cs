using JusInfer.Portal.Catalog;
using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Client;
using JusInfer.Portal.Gateway.Dialects.OpenAiChat.Upstream;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.Streaming.Resumption;
using JusInfer.Portal.Gateway.Translation.Answers;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// A chat completion stream, or one of text completions, from an upstream that speaks it to a client that does. A chunk in the one
/// form that every client reads passes verbatim, but for what the client did not ask for; any other of a chat is mended. Everything is
/// counted.
/// </summary>
internal sealed class ChatRelay(Call call, PooledBuffer output, AttemptDeadline deadline, TimeProvider time) : IStreamRelay
{
    private readonly StreamIdentity identity = StreamIdentity.Of(call);
    private readonly List<ChatChoice> choices = [];
    private readonly bool isText = call.Context.ClientDialect.Dialect == Dialect.OpenAiCompletions;
    private bool hasBegun;
    private int ended;
    private ChatMender? mender;
    private byte[]? usageChunk;
    private byte[]? usageValue;

    private bool IsWithinCall => !call.Meter.Finished && choices.Exists(static choice => choice.IsWithinCall);

    public EventOutcome Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            return choices.Exists(static choice => choice.HasNameless) ? EventOutcome.Failed(ChatChoice.Nameless)
                : IsWithinCall ? ChatAnswerReader.EndedWithinCall
                : EventOutcome.Ended;
        }

        if (name.SequenceEqual("error"u8)) return EventOutcome.Reported(UpstreamError.In(data));
        var chunk = ChatChunk.Read(data);
        if (chunk.Error is { } error) return EventOutcome.Reported(error);
        if (chunk.HasContent) call.Meter.Content(chunk.ContentBytes, time.GetTimestamp());
        if (chunk.Usage is { IsEmpty: false } usage) TakeUsage(data, chunk, usage);

        // A chunk without choices in the middle of a call makes some clients run it as far as it has come.
        if (!chunk.HasChoices) return EventOutcome.Continues;
        identity.Learn(chunk);
        var (unread, wasHeld) = (output.Length, call.Transcript.HasToolCalls);
        var outcome = Pass(chunk, data);
        if (!wasHeld) hasBegun |= (call.Transcript is { HasToolCalls: true, UnreadBeforeCalls: int mark } ? mark : output.Length) > unread;
        if (outcome.Kind == EventKind.Continues && chunk.IsFinish && IsLastFinish()) call.Meter.Finish(deadline.ClientLeft);
        return outcome;
    }

    public void End()
    {
        foreach (var choice in choices) choice.End();
        if (call.Context.Request.WantsUsage) UsageChunk.Write(output, identity, usageChunk, usageValue, call);
        output.Append("data: [DONE]\n\n"u8);
    }

    public void WriteError(GatewayError error) => identity.WriteError(output, error, call.Context.Id.ToString());

    public IAnswerWriter ContinuationWriter() => new ChatStreamWriter(call, output, identity, owesRole: !hasBegun);

    public int WriteKeepAlive(ReadOnlySpan<byte> held, bool isLong) =>
        isLong && !isText ? ChatReassurance.Write(output, identity, call.Transcript, held) : 0;

    private EventOutcome Pass(ChatChunk chunk, ReadOnlySpan<byte> data)
    {
        if (isText)
        {
            if (chunk.HasContent) call.Transcript.MoreThanText();
            Write(data, chunk.UsageProperty, chunk.NullErrorProperty);
            return EventOutcome.Continues;
        }

        var said = chunk.Choices;
        if (chunk.IsCanonical && chunk.Id.SequenceEqual(identity.Id))
        {
            var choice = ChoiceAt(said.Index);
            choice.LetGo(said, data);
            if (choice.Follow(said, data, out var waits))
            {
                if (waits)
                {
                    choice.Wait(Kept(data, chunk.UsageProperty, chunk.NullErrorProperty));
                    return EventOutcome.Continues;
                }

                if (said.Calls > 0) call.MarkCalls(output);
                Write(data, chunk.UsageProperty, chunk.NullErrorProperty);
                Note(said, data);
                return EventOutcome.Continues;
            }
        }
        else
        {
            foreach (var choice in choices) choice.LetGo(said, data);
        }

        mender ??= new ChatMender(output, identity, call.Transcript, ChoiceAt, usage => call.Meter.Report(usage, deadline.ClientLeft));
        return mender.Mend(data);
    }

    /// <summary>A choice has ended: of several, the others may not have.</summary>
    private bool IsLastFinish() => call.Context.Request.Choices <= (isText ? ++ended : choices.Count(static choice => choice.IsFinished));

    /// <summary>Notes what of a chunk the client was given.</summary>
    private void Note(ChatChunkChoices said, ReadOnlySpan<byte> data)
    {
        call.Transcript.Text(data[said.Content]);
        if (said.HasAside) call.Transcript.Reasoning();
        if (said.HasMoreThanText || said.Index > 0) call.Transcript.MoreThanText();
    }

    private ChatChoice ChoiceAt(int index)
    {
        foreach (var choice in choices)
        {
            if (choice.Index == index) return choice;
        }

        var begun = new ChatChoice(call, output, identity, index);
        choices.Add(begun);
        return begun;
    }

    /// <summary>
    /// Keeps the provider's count for the bill and the end. One of nothing is a placeholder, such as some send on every chunk before the
    /// last.
    /// </summary>
    private void TakeUsage(ReadOnlySpan<byte> data, ChatChunk chunk, TokenBuckets usage)
    {
        call.Meter.Report(usage, deadline.ClientLeft);
        usageValue = Kept(chunk.UsageValue, default, default);
        usageChunk = chunk.IsCanonicalUsage && identity.IsThatOf(chunk) ? Kept(data, chunk.NullErrorProperty, default) : null;
    }

    /// <summary>Writes a chunk as one data line, without the properties that the client is not to see.</summary>
    private void Write(ReadOnlySpan<byte> data, Range first, Range second)
    {
        output.Append("data: "u8);
        if (first.Start.Value > second.Start.Value) (first, second) = (second, first);
        SseDataWriter.Write(output, data[..first.Start.Value]);
        SseDataWriter.Write(output, data[first.End.Value..Math.Max(first.End.Value, second.Start.Value)]);
        SseDataWriter.Write(output, data[Math.Max(first.End.Value, second.End.Value)..]);
        output.Append("\n\n"u8);
    }

    private static byte[] Kept(ReadOnlySpan<byte> json, Range first, Range second)
    {
        if (first.Start.Value > second.Start.Value) (first, second) = (second, first);
        byte[] kept =
        [
            .. json[..first.Start.Value], .. json[first.End.Value..Math.Max(first.End.Value, second.Start.Value)],
            .. json[Math.Max(first.End.Value, second.End.Value)..],
        ];
        kept.AsSpan().Replace((byte)'\n', (byte)' ');
        return kept;
    }
}
