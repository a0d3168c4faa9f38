using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Answering;

namespace JusInfer.Portal.Simulator.Writing;

/// <summary>One server-sent event and when it is due, counted from the request.</summary>
internal readonly record struct PacedEvent(TimeSpan At, ReadOnlyMemory<byte> Bytes)
{
    public static PacedEvent Of(TimeSpan at, ReadOnlySpan<byte> data) => new(at, (byte[])[.. "data: "u8, .. data, .. "\n\n"u8]);
}

/// <summary>Writes a streamed completion: roles, pieces of every choice in turn, finish reasons, usage where asked for, the end.</summary>
internal static class EventWriter
{
    public static ImmutableArray<PacedEvent> Write(Completion completion, bool includeUsage, Pace pace)
    {
        var chunks = new ChunkWriter(completion, includeUsage);
        var events = new List<PacedEvent>();
        foreach (var (choice, answer) in completion.Choices.Index())
        {
            events.Add(PacedEvent.Of(TimeSpan.Zero, chunks.Role(choice, callsOnly: answer.Text.Length == 0 && !answer.Calls.IsEmpty).Span));
            events.AddRange(Content(chunks, choice, answer).Select((chunk, piece) => PacedEvent.Of(pace.At(piece), chunk.Span)));
            events.Add(PacedEvent.Of(pace.At(Math.Max(0, Pieces.Count(answer) - 1)), chunks.Finish(choice, answer.FinishReason).Span));
        }

        // a stable sort: the choices run side by side, each in its own order
        var end = pace.Of(completion);
        events = [.. events.OrderBy(static paced => paced.At)];
        if (includeUsage) events.Add(PacedEvent.Of(end, chunks.Usage().Span));
        events.Add(PacedEvent.Of(end, "[DONE]"u8));
        return [.. events];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Content(ChunkWriter chunks, int choice, Choice answer)
    {
        foreach (var piece in Pieces.OfText(answer.Text)) yield return chunks.Text(choice, piece);
        foreach (var (index, call) in answer.Calls.Index())
        {
            yield return chunks.Call(choice, index, call);
            foreach (var piece in Pieces.OfArguments(call.Arguments)) yield return chunks.Arguments(choice, index, piece);
        }
    }
}
