using System.Collections.Immutable;
using JusInfer.Portal.Simulator.Completions;

namespace JusInfer.Portal.Simulator.Responses;

/// <summary>A server-sent event.</summary>
/// <param name="At">The time at which the event is due, relative to the request.</param>
/// <param name="Bytes">The event as sent.</param>
internal readonly record struct PacedEvent(TimeSpan At, ReadOnlyMemory<byte> Bytes)
{
    public static PacedEvent Create(TimeSpan at, ReadOnlySpan<byte> data) => new(at, (byte[])[.. "data: "u8, .. data, .. "\n\n"u8]);
}

/// <summary>
/// Writes a streamed completion: the roles, the content of all choices interleaved, finish reasons, usage if requested, and <c>[DONE]</c>.
/// </summary>
internal static class SseEventWriter
{
    public static ImmutableArray<PacedEvent> Write(Completion completion, bool includeUsage, Pace pace)
    {
        var chunks = new ChunkWriter(completion, includeUsage);
        var events = new List<PacedEvent>();
        foreach (var (index, choice) in completion.Choices.Index())
        {
            events.Add(PacedEvent.Create(
                TimeSpan.Zero, chunks.Role(index, callsOnly: choice.Text.Length == 0 && !choice.Calls.IsEmpty).Span));
            events.AddRange(Content(chunks, index, choice).Select((chunk, fragment) => PacedEvent.Create(pace.At(fragment), chunk.Span)));
            var last = Math.Max(0, ContentFragments.Count(choice) - 1);
            events.Add(PacedEvent.Create(pace.At(last), chunks.Finish(index, choice.FinishReason).Span));
        }

        // OrderBy is stable: it interleaves the choices and keeps the order of each.
        var end = pace.TotalDuration(completion);
        events = [.. events.OrderBy(static paced => paced.At)];
        if (includeUsage) events.Add(PacedEvent.Create(end, chunks.Usage().Span));
        events.Add(PacedEvent.Create(end, "[DONE]"u8));
        return [.. events];
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Content(ChunkWriter chunks, int index, Choice choice)
    {
        foreach (var fragment in ContentFragments.OfText(choice.Text)) yield return chunks.Text(index, fragment);
        foreach (var (callIndex, call) in choice.Calls.Index())
        {
            yield return chunks.Call(index, callIndex, call);
            foreach (var fragment in ContentFragments.OfArguments(call.Arguments))
                yield return chunks.Arguments(index, callIndex, fragment);
        }
    }
}
