using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Wire;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiChat.Passthrough;

/// <summary>
/// Keeps a client patient that has seen no event for long, most of all while tool calls are held. The first call's head is told ahead where
/// it stands alone; from then on that there is more to come of it; and where there is none, a chunk of nothing.
/// </summary>
internal static class ChatReassurance
{
    /// <param name="output">The client's stream.</param>
    /// <param name="identity">What its chunks have in common.</param>
    /// <param name="transcript">Learns of the call that the client is told of.</param>
    /// <param name="held">The events that wait.</param>
    /// <returns>How many bytes of those are to be sent now; where it is none, a chunk was written instead.</returns>
    public static int Write(PooledBuffer output, StreamIdentity identity, Transcript transcript, ReadOnlySpan<byte> held)
    {
        var first = held[..SseScanner.EventLength(held)];
        if (transcript.Announced is null && !first.IsEmpty && HeadIn(SseScanner.Data(first)) is { } head)
        {
            transcript.Announced = head;
            return first.Length;
        }

        output.Append(identity.Opening(index: 0));
        if (transcript.Announced is not null) ChatToolCall.WriteMore(output, index: 0, isCustom: false, escaped: default);
        output.Append("},\"finish_reason\":null}]}\n\n"u8);
        return 0;
    }

    /// <summary>The head of an answer's first call, where the chunk says that and nothing else.</summary>
    private static AnnouncedToolCall? HeadIn(ReadOnlySpan<byte> data)
    {
        var chunk = ChatChunk.Read(data);
        var said = chunk.Choices;
        var isHeadAlone = chunk.IsCanonical
            && said is { Index: 0, Calls: 1, IsFinish: false, HasAside: false, HasMoreThanText: false }
            && said.Call is { Index: 0, IsHead: true, IsCustom: false }
            && data[said.Content].IsEmpty && data[said.Call.Arguments].IsEmpty;
        return isHeadAlone ? new AnnouncedToolCall(Decoded(data[said.Call.Id]), Decoded(data[said.Call.Name])) : null;
    }

    private static string Decoded(ReadOnlySpan<byte> escaped) => JsonText.OfEscaped(escaped).Decode();
}
