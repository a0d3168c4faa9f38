using JusInfer.Portal.Gateway.Calls;
using JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Client;

namespace JusInfer.Portal.Gateway.Dialects.OpenAiResponses.Passthrough;

/// <summary>
/// How far a response's stream has come that passes verbatim: what another writer must know to go on with it. It stands still once tool
/// calls are held: what is written from then on, the client may never see.
/// </summary>
/// <param name="call">Whose answer it is.</param>
/// <param name="items">The finished items, JSON objects, to which the relay adds.</param>
internal sealed class ResponseProgress(Call call, List<ReadOnlyMemory<byte>> items)
{
    private BegunItem? open;
    private int finished;

    /// <summary>The number of the next event; zero before the first.</summary>
    public int Next { get; private set; }

    /// <summary>How many events the client was given that are not the upstream's, while the upstream's were held.</summary>
    public int Inserted { get; private set; }

    /// <summary>The items that the client has whole.</summary>
    public ReadOnlyMemory<byte>[] Finished => [.. items.Take(finished)];

    /// <summary>The item that is open, for another to go on with; absent where there is none.</summary>
    public OutputItem? Open => open switch
    {
        { IsMessage: true } => MessageItem.Following(open, open.InPart ? call.Transcript.Escaped[open.TextBefore..] : default),
        { IsReasoning: true } => new BegunReasoning(open),
        _ => null,
    };

    /// <summary>A message is open and no part of it.</summary>
    public bool IsBeforePart => open is { IsMessage: true, InPart: false };

    /// <summary>Makes room for an event of the gateway's own, while the upstream's are held.</summary>
    /// <returns>Its number.</returns>
    public int Insert()
    {
        Inserted++;
        return Next++;
    }

    /// <summary>An event has been written, and its text is in the transcript.</summary>
    public void Follow(in ResponsesEvent said, int sequence)
    {
        if (call.Transcript.HasToolCalls) return;
        Next = sequence + 1;
        if (said.Type.EndsWith(".delta"u8))
        {
            FollowPiece(said);
        }
        else if (said.Type.SequenceEqual("response.output_item.added"u8))
        {
            Begin(said);
        }
        else if (said.Type.SequenceEqual("response.output_item.done"u8))
        {
            // Of an item that was never begun, this is all that is known.
            if (open is null) Begin(said);
            open = null;
            finished = items.Count;
        }
        else
        {
            open?.Follow(said, call.Transcript.Escaped.Length);
        }
    }

    private void Begin(in ResponsesEvent said)
    {
        var isOdd = open is not null || said.Subject.IsEmpty;
        open = said.Subject.IsEmpty ? null : BegunItem.Of(said, finished);
        if (isOdd || open is { IsOther: true }) call.Transcript.MoreThanText();
    }

    private void FollowPiece(in ResponsesEvent said)
    {
        // None is kept of who opted out.
        if (said.Type.SequenceEqual("response.output_text.delta"u8) && open is { IsMessage: true })
            open.Say(Math.Max(0, call.Transcript.Escaped.Length - said.Delta.Length));
        else if (said.Type.StartsWith("response.reasoning_"u8) && open is { IsReasoning: true }) open.Think(said);
        else call.Transcript.MoreThanText(); // an answer whose items cannot be told apart, or what no other model can go on with
    }
}
